import React from 'react'; import Layout from '@theme/Layout';
export default function Home() { return <Layout title="Home"><main><h1>Example</h1><p>The home page.</p></main></Layout>; }
