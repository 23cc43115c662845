"""Brings the remembered addresses up to date: pages, feeds, and the pages that a followed feed links to.

An address that cannot be fetched any more, or holds no article any more, keeps its articles. A feed lists only its
newest entries, so the articles of older entries are kept, too, and their pages are not fetched again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Address, Skip
from index.errors import ArticleError, FetchError
from index.readers.base import ParsedArticle
from index.readers.feed import Entry, Feed, is_feed, parse_entries, parse_feed
from index.report import FetchFailure, Progress, ProgressSink, UpdateReport, advance
from index.sources.feeds import filled, links
from index.sources.fetcher import Fetcher
from index.sources.pages import FEED_TYPES, PAGE_TYPES, name_of, parse_page
from index.sources.urls import canonical_name, is_address
from index.store.store import FileState, Store
from index.store.web import Fetched
from index.update.ingest import article_id, replace_articles
from index.update.roots import existing

__all__ = ["UpdateRun", "add_addresses", "raise_if_all_refused", "refresh", "split_by_origin"]


@dataclass(frozen=True, slots=True)
class UpdateRun:
    """The store, the report, the fetcher and the progress sink of one update."""

    store: Store
    report: UpdateReport
    fetcher: Fetcher
    sink: ProgressSink


def split_by_origin(sources: Iterable[str | Path], *, follow: bool) -> tuple[list[Path], list[str]]:
    """Split the sources that a user gave into paths, with symbolic links resolved, and canonical addresses.

    With `follow`, a file that holds a feed counts as an address.

    Raises:
        PathError: a path does not exist.
        FetchError: an address is not of a kind that can be fetched.
    """
    paths: list[Path] = []
    addresses: list[str] = []
    for source in sources:
        if is_address(source):
            addresses.append(canonical_name(str(source)))
            continue
        path = existing(source)
        if follow and _is_feed_file(path):
            addresses.append(str(path))
        else:
            paths.append(path)
    return paths, list(dict.fromkeys(addresses))


def _is_feed_file(path: Path) -> bool:
    try:
        return path.is_file() and is_feed(path)
    except OSError:  # reading the file as an article will report the reason
        return False


def add_addresses(run: UpdateRun, urls: Sequence[str], *, follow: bool) -> set[int]:
    """Fetch the given addresses, remember each that holds an article, and return the ids of the remembered ones.

    The report lists the failures. An address that was remembered before stays remembered even if fetching it fails now.
    """
    with run.store.reading():
        remembered = {address.url: address for address in run.store.web.addresses()}
    visited: set[int] = set()
    for number, url in enumerate(urls, start=1):
        address = remembered.get(url) or Address(None, url, follow=follow)
        address = replace(address, follow=address.follow or follow)
        try:
            visited.add(_adopt_page(run, address) or _visit(run, address))
        except (FetchError, ArticleError) as error:
            if address.root_id is None:
                run.report.unfetched.append(
                    FetchFailure(url, error.problem, kept=False, remembered=False, remedy=error.remedy)
                )
            else:
                visited.add(address.root_id)
                _keep_articles(run, address, error)
        advance(run.sink, Progress("addresses", number, len(urls)))
    return visited


def raise_if_all_refused(report: UpdateReport, urls: Sequence[str]) -> None:
    """Raise FetchError, with every address and reason in one sentence, if all of the given addresses were refused."""
    refused = [failed for failed in report.unfetched if not failed.remembered]
    if urls and len(refused) == len(urls):
        reasons = "; ".join(f"{failed.url} ({failed.reason})" for failed in refused)
        problem = f"Nothing could be fetched, and nothing is remembered: {reasons}"
        remedy = next((failed.remedy for failed in refused if failed.remedy), None)
        raise FetchError(problem if remedy else f"{problem}.", remedy)


def refresh(run: UpdateRun, *, without: Collection[int] = ()) -> None:
    """Visit the remembered addresses except those with an id in `without`; a failed address keeps its articles."""
    with run.store.reading():
        addresses = [address for address in run.store.web.addresses() if address.root_id not in without]
    for number, address in enumerate(addresses, start=1):
        try:
            _visit(run, address)
        except (FetchError, ArticleError) as error:
            _keep_articles(run, address, error)
        advance(run.sink, Progress("addresses", number, len(addresses)))


def _keep_articles(run: UpdateRun, address: Address, error: FetchError | ArticleError) -> None:
    """Report that a remembered address could not be visited, and count its articles as unchanged."""
    with run.store.reading():
        count = run.store.web.count_below(address.root_id or 0)
    run.report.unchanged += count
    if address.file is not None:
        run.report.skipped.append(Skip(address.file, None, f"{error.problem}; what was fetched for it is kept"))
    else:
        run.report.unfetched.append(FetchFailure(address.url, error.problem, kept=count > 0, remedy=error.remedy))


def _adopt_page(run: UpdateRun, address: Address) -> int | None:
    """Remember a new address whose page a followed feed has brought already, and return its id; None for any other."""
    if address.root_id is not None:
        return None
    with run.store.reading():
        if run.store.web.owner(address.url) is None:
            return None
        run.report.unchanged += run.store.web.count(address.url)
    with run.store.writing():
        return run.store.web.adopt(address.url)


def _visit(run: UpdateRun, address: Address) -> int:
    """Bring one address up to date, and return its id; raise FetchError or ArticleError if it yields no article."""
    if address.file is not None:
        return _visit_file(run, address, address.file)
    page, modified = _get(run, address.url, PAGE_TYPES | FEED_TYPES)
    feed = parse_feed(page.body, page.url) if is_feed(page.body) else None
    if feed is not None and address.follow:
        root_id = _put(run, address, address.url, page, [])
        _visit_links(run, replace(address, root_id=root_id), feed)
        return root_id
    if not modified:
        with run.store.reading():
            run.report.unchanged += run.store.web.count(address.url)
        return address.root_id or 0
    if feed is None:
        article = parse_page(page, address.url, name_of(address.url))
        return _put(run, address, address.url, page, [article])
    parsed = []
    for item in parse_entries(feed):
        if isinstance(item, ParsedArticle):
            parsed.append(item)
        else:
            run.report.unfetched.append(FetchFailure(address.url, f"entry {item.number} has {item.reason}", kept=False))
    return _put(run, address, address.url, page, parsed, keep=True)


def _visit_file(run: UpdateRun, address: Address, file: Path) -> int:
    """Follow the links of a feed in a file, and return the file's id as a root.

    The linked pages replace any articles that were made of the feed's entries when the file was not followed.
    """
    try:
        feed = parse_feed(file.read_bytes())
    except OSError as error:
        raise FetchError(f"cannot be read ({error.strerror})") from None
    with run.store.writing():
        earlier_count = run.store.counts()["articles"]
        root_id = run.store.web.add(address)
        run.report.removed += earlier_count - run.store.counts()["articles"]
    _visit_links(run, replace(address, root_id=root_id), feed)
    return root_id


def _visit_links(run: UpdateRun, feed_address: Address, feed: Feed) -> None:
    """Fetch the pages of a feed's entries, except pages that another remembered address brought."""
    root_id = feed_address.root_id or 0
    entries = links(feed)
    for number, (url, entry) in enumerate(entries.items(), start=1):
        with run.store.reading():
            owner = run.store.web.owner(url)
        if owner in {None, root_id}:
            try:
                _visit_link(run, feed_address, url, entry)
            except (FetchError, ArticleError) as error:
                with run.store.reading():
                    count = run.store.web.count(url)
                run.report.unchanged += count
                run.report.unfetched.append(FetchFailure(url, error.problem, kept=count > 0, remedy=error.remedy))
        advance(run.sink, Progress("pages", number, len(entries)))
    with run.store.reading():
        older_urls = [path for path in run.store.files(root_id) if path and path not in entries]
        run.report.unchanged += sum(run.store.web.count(url) for url in older_urls)


def _visit_link(run: UpdateRun, feed_address: Address, url: str, entry: Entry) -> None:
    """Fetch the page of a feed's entry, and store its article unless the page is unchanged."""
    page, modified = _get(run, url, PAGE_TYPES)
    if modified:
        if is_feed(page.body):
            raise ArticleError("a feed, not a page")
        parsed = parse_page(page, url, str(entry.fields.get("title") or "") or name_of(url))
        _put(run, feed_address, url, page, [filled(parsed, entry)])
    else:
        with run.store.reading():
            run.report.unchanged += run.store.web.count(url)


def _get(run: UpdateRun, url: str, types: Collection[str]) -> tuple[Fetched, bool]:
    """Return the present page at `url`, and whether it may differ from the stored page."""
    with run.store.reading():
        stored = run.store.web.page(url)
    etag, last_modified = (stored.etag, stored.last_modified) if stored else (None, None)
    answer = run.fetcher.fetch(url, etag=etag, last_modified=last_modified, types=types)
    if isinstance(answer, Fetched):
        return answer, True
    if stored is None:  # "not modified" answers a conditional request only, and this request had no validators
        raise FetchError("the server says that it has not changed, though it was never fetched")
    with run.store.writing():
        run.store.web.confirm_page(url)
    return replace(stored, url=answer.url), False


def _put(
    run: UpdateRun,
    address: Address,
    url: str,
    page: Fetched,
    parsed: Sequence[ParsedArticle],
    *,
    keep: bool = False,
) -> int:
    """Store a page and its articles in place of those fetched from `url` before, and return the id of `address`.

    With `keep`, articles that the page no longer holds stay, too.
    """
    articles = {article_id(url, article.key): article for article in parsed}
    with run.store.writing():
        root_id = run.store.web.add(address)
        file_id = run.store.put_file(root_id, "" if url == address.url else url, FileState(len(page.body), 0, 0))
        run.store.web.put_page(url, file_id, page)
        replace_articles(run.store, run.report, file_id, articles, keep=keep)
    return root_id
