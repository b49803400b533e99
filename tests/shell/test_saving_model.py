"""Any sequence of adding, removing, editing by hand, undoing, going back and crashing ends in a state that was meant."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from test_saving import Crash, Steps

from credplan.core.errors import ChangedUnderneath, MissingFile
from credplan.shell import versions
from credplan.shell.profile_file import HEADER, edit_profile, read_profile
from credplan.shell.profile_versions import restore_profile, undo_profile

IDS = st.sampled_from(["a/a", "b/b", "c/c", "d/d", "e/e"])


def adding(ident: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        held = data.setdefault("credential", [])
        if not any(c["id"] == ident for c in held):
            held.append({"id": ident})

    return change


def removing(ident: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data["credential"] = [c for c in data.get("credential", ()) if c["id"] != ident]
        if not data["credential"]:
            del data["credential"]

    return change


class Saving(RuleBasedStateMachine):
    """The model: which credentials the file must hold, its bytes, and the bytes before each change, newest last."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="saving-"))
        self.path = self.folder / "profile.toml"
        self.held: list[str] = []
        self.comments = 0
        self.before: list[bytes] = []
        self.seen: set[bytes] = set()

    @initialize()
    def begin(self) -> None:
        self.path.write_text(HEADER)
        self.path.chmod(0o600)
        self.seen.add(self.path.read_bytes())

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def _changed(self, old: bytes) -> None:
        """Something was saved over ``old``."""
        now = self.path.read_bytes()
        self.seen.add(now)
        if now != old:
            self.before.append(old)

    @rule(ident=IDS)
    def add(self, ident: str) -> None:
        old = self.path.read_bytes()
        edit_profile(self.path, adding(ident))
        if ident not in self.held:
            self.held.append(ident)
        self._changed(old)

    @rule(ident=IDS)
    def remove(self, ident: str) -> None:
        old = self.path.read_bytes()
        edit_profile(self.path, removing(ident))
        self.held = [i for i in self.held if i != ident]
        self._changed(old)

    @rule(in_place=st.booleans())
    def edit_by_hand(self, in_place: bool) -> None:
        self._by_hand(in_place)

    def _by_hand(self, in_place: bool) -> None:
        text = f"# by hand {len(self.seen)}\n" + self.path.read_text()
        self.comments += 1
        if in_place:
            backup = self.path.with_name("profile.toml.bak")
            if backup.exists() and backup.samefile(self.path):
                self.before[-1] = text.encode()  # after a crash one file with two names: the edit is in both
            self.path.write_text(text)
        else:
            beside = self.folder / "editor"
            beside.write_text(text)
            beside.replace(self.path)
        self.seen.add(text.encode())

    @rule(ident=IDS, in_place=st.booleans())
    def edit_by_hand_during_a_save(self, ident: str, in_place: bool) -> None:
        def change(data: dict[str, Any]) -> None:
            data.setdefault("credential", []).append({"id": f"new/{len(self.seen)}"})
            self._by_hand(in_place)

        with pytest.raises(ChangedUnderneath):
            edit_profile(self.path, change)

    @rule()
    def undo(self) -> None:
        old = self.path.read_bytes()
        try:
            done = undo_profile(self.path)
        except MissingFile:
            assert not self.before
            return
        while self.before and self.before[-1] == old:
            self.before.pop()  # a crash or an edit by hand made the version the same as the file
        assert bool(done.changes) == bool(self.before)
        if done.changes:
            self._brought_back(old, self.before.pop())

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        found = versions.kept(str(self.path))
        version = data.draw(st.sampled_from(found))
        old = self.path.read_bytes()
        restore_profile(self.path, version.number)
        if version.content != old:
            while self.before and self.before[-1] in (old, version.content):
                self.before.pop()
            self._brought_back(old, version.content)

    def _brought_back(self, old: bytes, wanted: bytes) -> None:
        assert self.path.read_bytes() == wanted
        self.before.append(old)
        self._adopt()

    def _adopt(self) -> None:
        """Take what the file says for the model, after a way back or a crash: its bytes were checked."""
        profile = read_profile(self.path)
        assert profile is not None
        self.held = [c.id for c in profile.credential]
        self.comments = self.path.read_text().count("# by hand")

    @rule(ident=IDS, at=st.integers(1, 30), after=st.booleans(), back=st.booleans())
    def crash(self, ident: str, at: int, after: bool, back: bool) -> None:
        old, kept = self.path.read_bytes(), [v.content for v in versions.kept(str(self.path))]
        with pytest.MonkeyPatch.context() as patch:
            steps = Steps(patch, at, after=after)
            with contextlib.suppress(Crash, MissingFile):
                if back:
                    undo_profile(self.path)
                else:
                    edit_profile(self.path, adding(ident))
        now = self.path.read_bytes()
        there = [v.content for v in versions.kept(str(self.path))]
        assert steps.crashed or now != old or there == kept
        assert {old, *kept[: versions.MOST - 1]} <= {now, *there}
        if back:
            assert now in {old, *kept[:2]}
        self.seen.add(now)
        self._adopt()
        self.before = there[::-1]

    @invariant()
    def the_file_means_what_the_model_says(self) -> None:
        if not self.path.exists():
            return  # before the beginning
        profile = read_profile(self.path)
        assert profile is not None
        assert [c.id for c in profile.credential] == self.held
        assert self.path.read_text().count("# by hand") == self.comments

    @invariant()
    def what_was_before_is_kept_and_nothing_else(self) -> None:
        found = [v.content for v in versions.kept(str(self.path))]
        assert len(found) <= versions.MOST
        assert set(found) <= self.seen
        now = self.path.read_bytes() if self.path.exists() else b""
        others = [c for c in found if c != now]
        expected = [c for c in self.before if c != now]
        assert others[:1] == expected[::-1][:1]


TestSaving = Saving.TestCase
TestSaving.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
