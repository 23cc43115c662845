"""`qa ask --session`, `qa conversations` and `qa export`: continue, list, delete and export conversations."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import click

import qa
from qa.answering.trace import Trace
from qa.output.remedies import spell_remedy
from qa.output.text import conversation_line

__all__ = ["conversations_command", "export_command", "in_session"]


def in_session(assistant: qa.Assistant, name: str) -> Callable[[str, qa.Filter], tuple[qa.Answer, Trace]]:
    """Return a function that asks in the conversation kept under `name` and keeps each answer.

    The conversation is begun if there is none.
    """
    kept = qa.Conversations()
    conversation = assistant.conversation(kept.load(name) if kept.has(name) else ())

    def explain(question: str, where: qa.Filter) -> tuple[qa.Answer, Trace]:
        explained = conversation.explain(question, where)
        kept.add(name, conversation.turns[-1])
        return explained

    return explain


@click.command("export")
@click.argument("conversation", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print data instead of Markdown.")
def export_command(conversation: tuple[str, ...], *, as_json: bool) -> None:
    """Print a kept conversation as Markdown, with its quotes, sources and offsets.

    CONVERSATION is an id, or a part of an id or a title that fits one conversation only; without it, the newest.

    \b
    Example:
      qa export > answers.md
      qa export harbour --json
    """
    kept = qa.Conversations()
    turns = kept.load(" ".join(conversation) or _newest(kept))
    click.echo(json.dumps(qa.to_json(turns), indent=2) if as_json else qa.to_markdown(turns), nl=as_json)


def _newest(kept: qa.Conversations) -> str:
    """Return the id of the newest conversation that can be read."""
    newest = next((saved.id for saved in kept.all() if saved.problem is None), None)
    if newest is None:
        raise qa.ConversationNotFound('No conversation is kept yet; begin one with: qa ask --session NAME "who …?"')
    return newest


@click.command("conversations")
@click.option("--delete", "unwanted", metavar="ID", help="Delete the conversation with this id.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
def conversations_command(unwanted: str | None, *, as_json: bool) -> None:
    """List the kept conversations, the newest first: when, how many questions, id, first question.

    \b
    Example:
      qa conversations
      qa conversations --delete harbour
    """
    kept = qa.Conversations()
    if unwanted is not None:
        kept.delete(unwanted)
        click.echo("Deleted.")
        return
    conversations = [_with_command(saved) for saved in kept.all()]
    if as_json:
        click.echo(json.dumps([saved.to_dict() for saved in conversations], indent=2))
        return
    if not conversations:
        click.echo("No conversation is kept yet.", err=True)
    for saved in conversations:
        click.echo(conversation_line(saved))


def _with_command(saved: qa.SavedConversation) -> qa.SavedConversation:
    """Return a conversation with the remedy of its problem, if there is one, spelled as a command."""
    if saved.remedy is None:
        return saved
    return dataclasses.replace(saved, problem=f"{saved.problem}; {spell_remedy(saved.remedy)}", remedy=None)
