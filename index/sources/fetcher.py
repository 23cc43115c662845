"""Fetches pages as a polite guest: robots.txt kept, a pause between two requests to one host, one at a time."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from index.errors import FetchError
from index.sources.http import Limits, Response, get, user_agent
from index.sources.robots import Rules, rules_of
from index.sources.urls import canonical
from index.store.web import Fetched

__all__ = ["Fetcher", "NotModified", "PAUSE_SECONDS"]

PAUSE_SECONDS = 1.0
"""Between two requests to one host, unless its robots.txt asks for more."""

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_SIZE = 500_000
_ENOUGH = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page, at this address after redirects, is still as the validators that were sent say."""

    url: str


class Fetcher:
    """Fetches one page after the other; remembers, for its own life, the rules of each site and when it was asked."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        pause: float = PAUSE_SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open nothing yet.

        Args:
            allow_private: fetch from this machine and private networks, too.
            limits: what a page may cost, over all redirects.
            pause: seconds between two requests to one host.
            wait: waits for that many seconds.
        """
        self.allow_private = allow_private
        self._limits = limits or Limits()
        self._pause = pause
        self._wait = wait
        self._agent = user_agent()
        self._rules: dict[str, Rules] = {}
        self._asked: dict[str, float] = {}
        self._had_enough: dict[str, str] = {}

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, types: Collection[str] = ()
    ) -> Fetched | NotModified:
        """The page at a canonical address, or that it is still as the validators say.

        Args:
            etag: what the server sent as ETag when the page was fetched before.
            last_modified: the same for Last-Modified.
            types: the media types that are of use; none: all.

        Raises:
            FetchError: it cannot be fetched, or is not to be; the text is the reason.
        """
        headers = {"Accept": "text/html, application/xhtml+xml, */*;q=0.5"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        where, answer = self._follow(url, headers, self._limits, types, keep_rules=True)
        if answer.status == HTTPStatus.NOT_MODIFIED and (etag or last_modified):
            return NotModified(where)
        if answer.status != HTTPStatus.OK:
            raise FetchError(answer.says)
        said = answer.headers
        return Fetched(where, said.get("content-type", ""), answer.body, said.get("etag"), said.get("last-modified"))

    def _follow(
        self, url: str, headers: dict[str, str], limits: Limits, types: Collection[str] = (), *, keep_rules: bool
    ) -> tuple[str, Response]:
        """The answer at the end of the redirects, and its address; every address on the way is checked."""
        left = limits.total_seconds
        for _ in range(_MOST_REDIRECTS + 1):
            if keep_rules:
                self._rules_for(url).check(url)
            begun = self._wait_for_turn(url)
            try:
                answer = get(
                    url,
                    headers={"User-Agent": self._agent, **headers},
                    limits=replace(limits, total_seconds=left),
                    allow_private=self.allow_private,
                    types=types,
                )
            finally:
                self._asked[_host(url)] = time.monotonic()
            left = max(0.1, left - (time.monotonic() - begun))
            if answer.status in _ENOUGH:
                self._had_enough[_host(url)] = answer.says
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return url, answer
            url = canonical(_joined(url, answer.headers["location"]))
        raise FetchError(f"it was redirected more than {_MOST_REDIRECTS} times")

    def _rules_for(self, url: str) -> Rules:
        site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if site not in self._rules:
            limits = replace(self._limits, size=min(self._limits.size, _ROBOTS_SIZE))
            self._rules[site] = rules_of(
                site, self._agent, lambda robots: self._follow(robots, {}, limits, keep_rules=False)[1]
            )
        return self._rules[site]

    def _wait_for_turn(self, url: str) -> float:
        """Wait until the host may be asked again; the time it is then. A host that had enough is not asked again."""
        host = _host(url)
        if host in self._had_enough:
            raise FetchError(self._had_enough[host])
        if host in self._asked:
            site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
            pause = self._pause
            if site in self._rules:
                pause = max(pause, self._rules[site].pause)
            left = self._asked[host] + pause - time.monotonic()
            if left > 0:
                self._wait(left)
        return time.monotonic()


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError("it was redirected to what is no valid web address") from None
