import React from 'react'; import Layout from '@theme/Layout';
export default function Team() { return <Layout title="The team" description="Who we are"><main><h1>The team</h1><p>People in React.</p></main></Layout>; }
