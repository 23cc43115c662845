"""Fetches web pages politely: robots.txt is obeyed, one host gets one request at a time, with a pause in between."""

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from protego import Protego

from index.errors import FetchError
from index.sources.http import Limits, Response, get
from index.sources.urls import canonical
from index.store.web import Fetched

__all__ = ["Fetcher", "NotModified", "PAUSE_SECONDS"]

PAUSE_SECONDS = 1.0
"""The pause between two requests to one host, unless the host's robots.txt asks for a longer one."""

_PRODUCT = "articles-qa"
"""The product token (RFC 9309, section 2.2.1), by which a site's robots.txt addresses this program."""

_USER_AGENT = re.compile(r"\s*user[\s-]*agent\s*[:\s]\s*(\*(?![^\s#])|[\w-]*)", re.IGNORECASE)
"""The line of a robots.txt that names whom the rules below are for: everyone, by "*", or a program by its token."""

_LONGEST_PAUSE_SECONDS = 30.0
"""A site that asks for a longer pause gets this one: a delay of a day would stop the whole update."""

_MOST_REDIRECTS = 5
"""As many as RFC 9309 (section 2.3.1.2) asks a crawler to follow for robots.txt."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_ROBOTS_BYTES = 500 * 1024
"""The size up to which a robots.txt is read; RFC 9309 (section 2.5) asks for no less."""

_SLOW_DOWN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Statuses by which a host asks for fewer requests."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page at `url`, the address after redirects, did not change since the validators were sent."""

    url: str


@dataclass(frozen=True, slots=True)
class _SiteRules:
    """The robots.txt of one site. Where it could not be read, `unreadable` is the error, and nothing is allowed."""

    robots: Protego
    unreadable: FetchError | None = None

    @property
    def pause_seconds(self) -> float:
        """The pause that the site asks for between two requests, up to a bound; 0 where the site asks for none."""
        return min(self.robots.crawl_delay(_PRODUCT) or 0.0, _LONGEST_PAUSE_SECONDS)

    def check(self, url: str) -> None:
        """Raise FetchError if the site does not allow this program to fetch the address."""
        if self.unreadable:
            raise FetchError(*self.unreadable.args)
        # The product token alone: Protego would find rules for "question" in the rest of the User-Agent header, too.
        if not self.robots.can_fetch(url, _PRODUCT):
            raise FetchError("the site's robots.txt does not allow it")


class Fetcher:
    """Fetches one page after the other; keeps each site's rules, and when each host was last asked, while it lives."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        pause: float = PAUSE_SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set the rules of fetching; nothing is opened yet.

        Args:
            allow_private: whether pages on this machine and in private networks may be fetched, too.
            limits: the most time and bytes that a page may take, over all redirects together.
            pause: seconds between two requests to one host.
            wait: waits for the given number of seconds.
        """
        self.allow_private = allow_private
        self._limits = limits or Limits()
        self._pause = pause
        self._wait = wait
        self._agent = _user_agent()
        self._rules: dict[str, _SiteRules] = {}
        self._asked: dict[str, float] = {}
        self._overloaded: dict[str, str] = {}

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, types: Collection[str] = ()
    ) -> Fetched | NotModified:
        """Fetch the page at a canonical address, unless the validators say that the page did not change.

        Args:
            etag: the ETag that the server sent when the page was fetched before.
            last_modified: the Last-Modified that the server sent then.
            types: the media types that the caller can use; empty for all.

        Raises:
            FetchError: the page cannot, or must not, be fetched; the text is the reason.
        """
        headers = {"Accept": "text/html, application/xhtml+xml, */*;q=0.5"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        final_url, response = self._follow(url, headers, self._limits, types, check_robots=True)
        if response.status == HTTPStatus.NOT_MODIFIED and (etag or last_modified):
            return NotModified(final_url)
        if response.status != HTTPStatus.OK:
            raise FetchError(response.status_line)
        sent = response.headers
        content_type = sent.get("content-type", "")
        return Fetched(final_url, content_type, response.body, sent.get("etag"), sent.get("last-modified"))

    def _follow(
        self, url: str, headers: dict[str, str], limits: Limits, types: Collection[str] = (), *, check_robots: bool
    ) -> tuple[str, Response]:
        """Follow redirects to the last response; return its address and the response. Every address is checked."""
        seconds_left = limits.total_seconds
        for _ in range(_MOST_REDIRECTS + 1):
            if check_robots:
                self._rules_for(url).check(url)
            started = self._wait_for_turn(url)
            try:
                response = get(
                    url,
                    headers={"User-Agent": self._agent, **headers},
                    limits=replace(limits, total_seconds=seconds_left),
                    allow_private=self.allow_private,
                    types=types,
                )
            finally:
                self._asked[_host(url)] = time.monotonic()
            # Never 0: the limit itself then says that the time is over.
            seconds_left = max(0.1, seconds_left - (time.monotonic() - started))
            if response.status in _SLOW_DOWN:
                self._overloaded[_host(url)] = response.status_line
            if response.status not in _REDIRECTS or "location" not in response.headers:
                return url, response
            url = canonical(_joined(url, response.headers["location"]))
        raise FetchError(f"it was redirected more than {_MOST_REDIRECTS} times")

    def _rules_for(self, url: str) -> _SiteRules:
        """Return the rules of the address's site; its robots.txt is fetched once in the life of this fetcher."""
        site = _site(url)
        if site not in self._rules:
            limits = replace(self._limits, size=min(self._limits.size, _ROBOTS_BYTES))
            try:
                _, response = self._follow(f"{site}/robots.txt", {}, limits, check_robots=False)
                self._rules[site] = _parse_robots(response)
            except FetchError as error:
                self._rules[site] = _SiteRules(Protego(), error)
        return self._rules[site]

    def _wait_for_turn(self, url: str) -> float:
        """Wait until the host may be asked again; return the time then, on the monotonic clock.

        Raises:
            FetchError: the host said before that it gets too many requests; it is not asked again.
        """
        host = _host(url)
        if host in self._overloaded:
            raise FetchError(self._overloaded[host])
        if host in self._asked:
            rules = self._rules.get(_site(url))
            pause = max(self._pause, rules.pause_seconds if rules else 0.0)
            seconds_left = self._asked[host] + pause - time.monotonic()
            if seconds_left > 0:
                self._wait(seconds_left)
        return time.monotonic()


def _parse_robots(response: Response) -> _SiteRules:
    """Make a site's rules of the response to /robots.txt (RFC 9309, section 2.3.1).

    A site without a robots.txt (4xx) allows everything. A site that fails (5xx), or that gets too many requests,
    allows nothing for now.
    """
    if response.status == HTTPStatus.OK:
        text = response.body.decode("utf-8", errors="replace").removeprefix("\ufeff")
        return _SiteRules(Protego.parse("\n".join(map(_with_plain_name, text.splitlines()))))
    if response.status == HTTPStatus.TOO_MANY_REQUESTS or not 400 <= response.status < 500:
        return _SiteRules(Protego(), FetchError(f"its robots.txt cannot be read: {response.status_line}"))
    return _SiteRules(Protego())


def _with_plain_name(line: str) -> str:
    """Shorten a line of robots.txt that names this program to its token, and give all other programs one name.

    Protego keeps a copy of each rule for each name above it: 16,000 names above 30,000 rules, which half a megabyte
    can hold, would take more memory than a computer has. "User-agent: Articles-QA/1.0" becomes
    "User-agent: articles-qa".
    """
    user_agent = _USER_AGENT.match(line)
    if user_agent is None:
        return line
    name = user_agent[1].lower()
    return f"User-agent: {name if name in {'*', _PRODUCT} else 'other'}"


def _site(url: str) -> str:
    """Return the address's scheme, host and port, as in "https://example.org:8080"."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError("it was redirected to what is no valid web address") from None


def _user_agent() -> str:
    """Return the User-Agent header, as in "articles-qa/0.1.0 (+offline question answering)"."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version(_PRODUCT)
    except PackageNotFoundError:  # run from a copy that was never installed
        number = "0"
    return f"{_PRODUCT}/{number} (+offline question answering)"
