"""The host's session against a model of one line: the conversations that may be, and every way to fall out of them."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cloister.wire.frames import FrameDecoder, WireError
from cloister.wire.messages import (
    Failed,
    FromSandbox,
    Hello,
    Load,
    Loaded,
    LoadFailed,
    Restore,
    Restored,
    RestoreFailed,
    Returned,
    ToSandbox,
    parse_to_sandbox,
)
from cloister.wire.session import HostSession, Turn
from tests.unit.example_messages import EVENT

POSSIBLE = re.compile("(H(L(X|OR?|ORF|O(RD)?(aA|bB|cC)*[abc]?)?)?)?")
"""Hello, Load, then either LoadFailed (X) or Loaded (O) and events a, b, c, each before its own answer A, B, C.

Before the first event there may be Restore (R), and is then either Restored (D) or RestoreFailed (F).
"""
BEGINNINGS = ("", "H", "HL", "HLO", "HLOR", "HLORD", "HLOa", "HLOaA", "HLORDaA", "HLOaAbB")
"""Left to itself, hypothesis would seldom come further than Hello."""
ATTEMPTS = {letter: letter.encode() * 32 for letter in "abc"}

letters = st.sampled_from(sorted(ATTEMPTS))


class Conversation(RuleBasedStateMachine):
    """Both sides say anything at any time; the first thing that could not be said ends it for good."""

    def __init__(self) -> None:
        super().__init__()
        self.session = HostSession()
        self.said = ""
        self.is_over = False

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def they_are_so_far(self, beginning: str) -> None:
        steps: dict[str, Callable[[], None]] = {
            "H": self.the_sandbox_greets,
            "L": self.the_host_loads,
            "O": self.the_sandbox_has_loaded,
            "R": self.the_host_restores,
            "D": self.the_sandbox_is_restored,
        }
        for letter in beginning:
            if letter in steps:
                steps[letter]()
            elif letter in ATTEMPTS:
                self.the_host_sends_an_event(letter)
            else:
                self.the_sandbox_returns(letter.lower())

    @rule()
    def the_sandbox_greets(self) -> None:
        self.hear("H", Hello())

    @rule()
    def the_host_loads(self) -> None:
        self.say("L", Load("app.handler", {"A": "b"}, rehearse=False))

    @rule()
    def the_sandbox_has_loaded(self) -> None:
        self.hear("O", Loaded())

    @rule()
    def the_sandbox_could_not_load(self) -> None:
        self.hear("X", LoadFailed("E", b"{}"))

    @rule()
    def the_host_restores(self) -> None:
        self.say("R", Restore())

    @rule()
    def the_sandbox_is_restored(self) -> None:
        self.hear("D", Restored())

    @rule()
    def the_sandbox_could_not_be_restored(self) -> None:
        self.hear("F", RestoreFailed("E", b"{}"))

    @rule(letter=letters)
    def the_host_sends_an_event(self, letter: str) -> None:
        self.say(letter, replace(EVENT, attempt=ATTEMPTS[letter]))

    @rule(letter=letters)
    def the_sandbox_returns(self, letter: str) -> None:
        self.hear(letter.upper(), Returned(ATTEMPTS[letter], b"{}"))

    @rule(letter=letters)
    def the_sandbox_fails(self, letter: str) -> None:
        self.hear(letter.upper(), Failed(ATTEMPTS[letter], "E", b"{}"))

    @rule()
    def the_sandbox_answers_no_event_at_all(self) -> None:
        self.hear("?", Returned(b"", b"{}"))

    @invariant()
    def after_its_end_the_session_stays_ended(self) -> None:
        assert not self.is_over or self.session.turn is Turn.ENDED

    def hear(self, letter: str, message: FromSandbox) -> None:
        """The sandbox says something: it is believed exactly if the model has it next."""
        if self.is_next(letter):
            self.session.receives(message)
        else:
            with pytest.raises(WireError):
                self.session.receives(message)

    def say(self, letter: str, message: ToSandbox) -> None:
        """The host says something: exactly if the model has it next there are bytes to send, and they mean that."""
        if self.is_next(letter):
            frame = FrameDecoder().feed(memoryview(self.session.sends(message)))
            assert frame is not None
            assert parse_to_sandbox(frame) == message
        else:
            with pytest.raises(WireError):
                self.session.sends(message)

    def is_next(self, letter: str) -> bool:
        self.said += letter
        self.is_over = self.is_over or POSSIBLE.fullmatch(self.said) is None
        return not self.is_over


TestConversation = Conversation.TestCase
