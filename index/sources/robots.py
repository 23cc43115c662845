"""What the robots.txt of a site lets this program fetch, and how long it is to wait between two requests."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.robotparser import RobotFileParser

from index.errors import FetchError
from index.sources.http import Response

__all__ = ["Rules", "rules_of"]

LONGEST_PAUSE = 30.0
"""Seconds; a site that asks for a longer pause gets this one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site. `unreachable` is the reason why nothing is to be fetched from it, if there is one."""

    parser: RobotFileParser
    agent: str
    unreachable: FetchError | None = None

    @property
    def pause(self) -> float:
        """The seconds that the site wants between two requests, up to a bound."""
        return min(float(self.parser.crawl_delay(self.agent) or 0), LONGEST_PAUSE)

    def check(self, url: str) -> None:
        """Raises FetchError where the site does not let this address be fetched."""
        if self.unreachable:
            raise FetchError(self.unreachable.problem, self.unreachable.remedy)
        if not self.parser.can_fetch(self.agent, url):
            raise FetchError("the site's robots.txt does not allow it")


def rules_of(site: str, agent: str, ask: Callable[[str], Response]) -> Rules:
    """The rules of a site, such as https://example.org, as RFC 9309 has it: one without a robots.txt allows all.

    `ask` fetches an address, and follows redirects. A site whose robots.txt cannot be had for now allows nothing.
    """
    parser = RobotFileParser()
    try:
        answer = ask(f"{site}/robots.txt")
    except FetchError as error:
        return Rules(parser, agent, error)
    lines: list[str] = []
    if answer.status == HTTPStatus.OK:
        lines = answer.body.decode("utf-8", errors="replace").removeprefix("\ufeff").splitlines()
    elif answer.status == HTTPStatus.TOO_MANY_REQUESTS or not 400 <= answer.status < 500:
        return Rules(parser, agent, FetchError(f"its robots.txt cannot be read: {answer.says}"))
    parser.parse(lines)
    return Rules(parser, agent)
