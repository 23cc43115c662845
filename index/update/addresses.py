"""Brings the remembered addresses up to date: pages, feeds, and the pages that a followed feed leads to.

What cannot be fetched any more, or holds no article any more, keeps the article that was fetched before. Of a feed, the
entries that have left it are kept, too, and their pages are not asked for again: a feed shows its newest ones only.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Address, Skip
from index.errors import ArticleError, FetchError
from index.readers.base import ParsedArticle
from index.readers.feed import Entry, Feed, is_feed, parse_entries, parse_feed
from index.report import FetchFailure, Progress, ShowProgress, UpdateReport
from index.sources.feeds import filled, links
from index.sources.fetcher import Fetcher
from index.sources.pages import FEED_TYPES, PAGE_TYPES, name_of, parse_page
from index.sources.urls import canonical_name, is_address
from index.store.store import FileState, Store
from index.store.web import Fetched
from index.update.ingest import article_id, replace_articles
from index.update.roots import existing

__all__ = ["UpdateRun", "add_addresses", "canonical_name", "named", "raise_if_none_is_of_use", "refresh"]


@dataclass(frozen=True, slots=True)
class UpdateRun:
    """One update, as far as it is about the web."""

    store: Store
    report: UpdateReport
    fetcher: Fetcher
    show: ShowProgress


def named(paths: Iterable[str | Path], *, follow: bool) -> tuple[list[Path], list[str]]:
    """Paths that were named, links resolved, and addresses; with `follow`, feeds in files are among the latter.

    Raises:
        PathError: a path does not exist.
        FetchError: an address is none that can be fetched.
    """
    places: list[Path] = []
    addresses: list[str] = []
    for path in paths:
        if is_address(path):
            addresses.append(canonical_name(str(path)))
            continue
        place = existing(path)
        if follow and _is_feed_file(place):
            addresses.append(str(place))
        else:
            places.append(place)
    return places, list(dict.fromkeys(addresses))


def _is_feed_file(path: Path) -> bool:
    try:
        return path.is_file() and is_feed(path)
    except OSError:  # reading it as an article will say why
        return False


def add_addresses(work: UpdateRun, urls: Sequence[str], *, follow: bool) -> set[int]:
    """Fetch addresses that were named, and remember those that can be; the ids of what needs no further visit.

    The others are in the report. One that is remembered already stays so, whatever becomes of it now.
    """
    with work.store.reading():
        known = {address.url: address for address in work.store.web.addresses()}
    done: set[int] = set()
    for number, url in enumerate(urls, start=1):
        address = known.get(url) or Address(None, url, follow=follow)
        address = replace(address, follow=address.follow or follow)
        try:
            done.add(_adopted(work, address) or _visit(work, address))
        except (FetchError, ArticleError) as error:
            if address.root_id is None:
                work.report.unfetched.append(FetchFailure(url, str(error), kept=False, remembered=False))
            else:
                done.add(address.root_id)
                _keep(work, address, str(error))
        work.show(Progress("addresses", number, len(urls)))
    return done


def raise_if_none_is_of_use(report: UpdateReport, urls: Sequence[str]) -> None:
    """Raises FetchError, as one sentence, if these addresses, which were named, can none of them be remembered."""
    refused = [failed for failed in report.unfetched if not failed.remembered]
    if urls and len(refused) == len(urls):
        reasons = "; ".join(f"{failed.url} ({failed.reason})" for failed in refused)
        raise FetchError(f"Nothing could be fetched, and nothing is remembered: {reasons}.")


def refresh(work: UpdateRun, *, without: Collection[int] = ()) -> None:
    """Bring what is remembered up to date, all but those `without`; what cannot be fetched keeps its articles."""
    with work.store.reading():
        addresses = [address for address in work.store.web.addresses() if address.root_id not in without]
    for number, address in enumerate(addresses, start=1):
        try:
            _visit(work, address)
        except (FetchError, ArticleError) as error:
            _keep(work, address, str(error))
        work.show(Progress("addresses", number, len(addresses)))


def _keep(work: UpdateRun, address: Address, reason: str) -> None:
    """Report that a remembered address could not be visited."""
    with work.store.reading():
        count = work.store.web.count_below(address.root_id or 0)
    work.report.unchanged += count
    if address.file is not None:
        work.report.skipped.append(Skip(address.file, None, f"{reason}; what was fetched for it is kept"))
    else:
        work.report.unfetched.append(FetchFailure(address.url, reason, kept=count > 0))


def _adopted(work: UpdateRun, address: Address) -> int | None:
    """The id of an address that is new, but that a followed feed led to: its page is remembered by itself now."""
    if address.root_id is not None:
        return None
    with work.store.reading():
        if work.store.web.owner(address.url) is None:
            return None
        work.report.unchanged += work.store.web.count(address.url)
    with work.store.writing():
        return work.store.web.adopt(address.url)


def _visit(work: UpdateRun, address: Address) -> int:
    """Bring one address up to date; its id. Raises FetchError or ArticleError where nothing of use is there."""
    if address.file is not None:
        return _visit_file(work, address, address.file)
    page, modified = _get(work, address.url, PAGE_TYPES | FEED_TYPES)
    feed = parse_feed(page.body, page.url) if is_feed(page.body) else None
    if feed is not None and address.follow:
        root_id = _put(work, address, address.url, page, [])
        _visit_links(work, replace(address, root_id=root_id), feed)
        return root_id
    if not modified:
        with work.store.reading():
            work.report.unchanged += work.store.web.count(address.url)
        return address.root_id or 0
    if feed is None:
        article = parse_page(page, address.url, name_of(address.url))
        return _put(work, address, address.url, page, [article])
    parsed = []
    for item in parse_entries(feed):
        if isinstance(item, ParsedArticle):
            parsed.append(item)
        else:
            work.report.unfetched.append(
                FetchFailure(address.url, f"entry {item.number} has {item.reason}", kept=False)
            )
    return _put(work, address, address.url, page, parsed, keep=True)


def _visit_file(work: UpdateRun, address: Address, file: Path) -> int:
    """Follow the links of a feed in a file, which takes the place of the articles that its entries were."""
    try:
        feed = parse_feed(file.read_bytes())
    except OSError as error:
        raise FetchError(f"cannot be read ({error.strerror})") from None
    with work.store.writing():
        before = work.store.counts()["articles"]
        root_id = work.store.web.add(address)
        work.report.removed += before - work.store.counts()["articles"]
    _visit_links(work, replace(address, root_id=root_id), feed)
    return root_id


def _visit_links(work: UpdateRun, feed_at: Address, feed: Feed) -> None:
    """Fetch the pages of a feed's entries, all but those that belong to another address."""
    root_id = feed_at.root_id or 0
    found = links(feed)
    for number, (url, entry) in enumerate(found.items(), start=1):
        with work.store.reading():
            owner = work.store.web.owner(url)
        if owner in {None, root_id}:
            try:
                _visit_link(work, feed_at, url, entry)
            except (FetchError, ArticleError) as error:
                with work.store.reading():
                    count = work.store.web.count(url)
                work.report.unchanged += count
                work.report.unfetched.append(FetchFailure(url, str(error), kept=count > 0))
        work.show(Progress("pages", number, len(found)))
    with work.store.reading():
        left = [path for path in work.store.files(root_id) if path and path not in found]
        work.report.unchanged += sum(work.store.web.count(url) for url in left)


def _visit_link(work: UpdateRun, feed_at: Address, url: str, entry: Entry) -> None:
    page, modified = _get(work, url, PAGE_TYPES)
    if modified:
        if is_feed(page.body):
            raise ArticleError("a feed, not a page")
        parsed = parse_page(page, url, str(entry.fields.get("title") or "") or name_of(url))
        _put(work, feed_at, url, page, [filled(parsed, entry)])
    else:
        with work.store.reading():
            work.report.unchanged += work.store.web.count(url)


def _get(work: UpdateRun, url: str, types: Collection[str]) -> tuple[Fetched, bool]:
    """A page as it is now, and whether that may be other than what was fetched before."""
    with work.store.reading():
        known = work.store.web.page(url)
    etag, last_modified = (known.etag, known.last_modified) if known else (None, None)
    answer = work.fetcher.fetch(url, etag=etag, last_modified=last_modified, types=types)
    if isinstance(answer, Fetched):
        return answer, True
    if known is None:  # the fetcher has it only where validators were sent
        raise FetchError("the server says that it has not changed, though it was never fetched")
    with work.store.writing():
        work.store.web.confirm_page(url)
    return replace(known, url=answer.url), False


def _put(
    work: UpdateRun,
    address: Address,
    url: str,
    page: Fetched,
    parsed: Sequence[ParsedArticle],
    *,
    keep: bool = False,
) -> int:
    """Store a page and its articles, in place of what was fetched from there before; the id of its address."""
    now = {article_id(url, each.key): each for each in parsed}
    with work.store.writing():
        root_id = work.store.web.add(address)
        file_id = work.store.put_file(root_id, "" if url == address.url else url, FileState(len(page.body), 0, 0))
        work.store.web.put_page(url, file_id, page)
        replace_articles(work.store, work.report, file_id, now, keep=keep)
    return root_id
