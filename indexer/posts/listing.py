"""The files of a site's posts, as they were found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.posts.post import Problem, Skipped
from indexer.posts.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a site's posts in columns: there are many, and of most an update wants to know no more than these.

    Attributes:
        ids: In the order in which they were found. Most file systems name what is in a folder in the same order as
            long as nothing is added.
        sizes, mtimes, ctimes: Of each, see ``SourceFile``.
        folders: Where the files of each folder lie, with a slash at the end; by its path below the site, likewise.
        linked: Where the files lie that a link of their own leads to.
        others: What else was found, by path below the site, in the order of these.
    """

    ids: Sequence[str]
    sizes: Sequence[int]
    mtimes: Sequence[int]
    ctimes: Sequence[int]
    folders: Mapping[str, str]
    linked: Mapping[str, str]
    others: Mapping[str, Skipped | Problem]

    def __getitem__(self, at: int) -> SourceFile:
        """Return a file."""
        post_id = self.ids[at]
        name = post_id.rfind("/") + 1
        location = self.linked.get(post_id) or self.folders[post_id[:name]] + post_id[name:]
        return SourceFile(post_id, location, self.sizes[at], self.mtimes[at], self.ctimes[at])

    def __iter__(self) -> Iterator[SourceFile]:
        """Yield the files, as they were found."""
        return map(self.__getitem__, range(len(self.ids)))


def join_listings(listings: Mapping[str, Listing]) -> Listing:
    """Put the files of several sites together, each under the name of its site."""
    named = listings.items()
    others: dict[str, Skipped | Problem] = {}
    for name, listing in named:
        for path, found in listing.others.items():
            if isinstance(found, Problem):
                others[f"{name}/{path}"] = replace(found, path=f"{name}/{found.path}")
            else:
                others[f"{name}/{path}"] = replace(found, id=f"{name}/{found.id}")
    return Listing(
        ids=[f"{name}/{post_id}" for name, listing in named for post_id in listing.ids],
        sizes=[size for _, listing in named for size in listing.sizes],
        mtimes=[mtime for _, listing in named for mtime in listing.mtimes],
        ctimes=[ctime for _, listing in named for ctime in listing.ctimes],
        folders={f"{name}/{path}": real for name, listing in named for path, real in listing.folders.items()},
        linked={f"{name}/{path}": real for name, listing in named for path, real in listing.linked.items()},
        others=others,
    )
