"""``plan --proof`` and ``verify`` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome
from credplan.core import errors

Run = Callable[..., Outcome]


@pytest.fixture
def proof(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    done = run("plan", "phlebotomist", "--region", "CA", "--proof", str(path))
    assert done.code == errors.OK
    assert "PROVED CHEAPEST" in done.out  # the plan is shown all the same
    assert f"credplan verify {path}" in done.err
    return path


def test_a_plan_is_written_and_found_right(run: Run, proof: Path) -> None:
    done = run("verify", str(proof))
    assert (done.code, done.err) == (errors.OK, "")
    assert "The proof holds: Phlebotomists" in done.out
    assert "NOT CHECKED" in done.out
    assert "USD 2019.00 in all" in done.out
    told = json.loads(run("verify", str(proof), "--json").out)
    assert told["best_in"] == ["unknown", "money", "finish", "minutes", "steps"]
    assert "no other choice" in run("verify", str(proof), "--plain").out


def test_what_is_untrue_is_named_with_a_code_of_its_own(run: Run, proof: Path) -> None:
    whole: dict[str, Any] = json.loads(proof.read_text())
    whole["answer"]["due"][0]["amount"] = "0.01"
    proof.write_text(json.dumps(whole))
    done = run("verify", str(proof))
    assert (done.code, done.out) == (errors.UNTRUE, "")
    assert "This is not so: the bill, charge by charge." in done.err
    told = run("verify", str(proof), "--json")
    assert told.code == errors.UNTRUE
    assert json.loads(told.out) == {"schema": 1, "holds": False, "untrue": "the bill, charge by charge"}


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"answer": 1}', b"Infinity"]
)
def test_what_is_no_proof_file_is_said_so(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    done = run("verify", str(tmp_path / "x.json"))
    assert done.code == errors.INVALID
    assert "proof file" in done.err


def test_a_missing_file_and_one_that_exists(run: Run, proof: Path, tmp_path: Path) -> None:
    assert run("verify", str(tmp_path / "none.json")).code == errors.MISSING
    before = proof.read_bytes()
    done = run("plan", "phlebotomist", "--proof", str(proof))
    assert done.code == errors.USAGE
    assert "exists already" in done.err
    assert proof.read_bytes() == before


def test_stdout_holds_the_proof_alone_and_a_no_is_proved_too(run: Run, tmp_path: Path) -> None:
    done = run("plan", "phlebotomist", "--budget", "300", "--proof", "-")
    assert done.code == errors.NO_PLAN
    (tmp_path / "no.json").write_text(done.out)
    told = run("verify", str(tmp_path / "no.json"))
    assert told.code == errors.OK
    assert "no choice of the file's 16 options fits the limits" in told.out


def test_a_no_that_no_comparison_of_plans_shows_gets_no_proof(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "no.json"
    done = run("plan", "comptia/security-plus", "--free", "--proof", str(path))
    assert done.code == errors.NO_PLAN
    assert "No proof was written" in done.err
    assert not path.exists()


def test_one_question_at_a_time(run: Run) -> None:
    assert run("plan", "phlebotomist", "--proof", "-", "--trade-offs").code == errors.USAGE


def test_text_in_a_file_can_not_steer_the_terminal(run: Run, proof: Path) -> None:
    whole: dict[str, Any] = json.loads(proof.read_text())
    whole["answer"]["goal"]["name"] = "\x1b[2Jnurse"
    whole["answer"]["steps"][0]["name"] = "\x1b]0;title\x07"
    proof.write_text(json.dumps(whole))
    assert "\x1b" not in run("verify", str(proof)).out
    whole["answer"]["steps"][0]["start"] = "2020-01-01"
    proof.write_text(json.dumps(whole))
    done = run("verify", str(proof))
    assert done.code == errors.UNTRUE
    assert "\x1b" not in done.err
