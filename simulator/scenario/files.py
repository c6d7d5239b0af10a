"""Bytes in from a file, and bytes out to a file that is replaced in one step or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from pathlib import Path
from types import TracebackType

from simulator.scenario.schema import SIZE_LIMIT_BYTES, Problem, ScenarioError
from simulator.sentence import say

_REASONS = {
    errno.EACCES: say("there is no permission for that"),
    errno.EPERM: say("there is no permission for that"),
    errno.EROFS: say("the disk is write-protected"),
    errno.ENOSPC: say("the disk is full"),
    errno.ENOENT: say("there is no such folder"),
    errno.ENOTDIR: say("part of its path is not a folder"),
    errno.ENAMETOOLONG: say("the name is too long"),
    errno.ELOOP: say("its links lead round in a circle"),
}


LEFT_OVER = re.compile(r"\.ida-[0-9a-f]{12}(\..{0,15})?")
"""The name of a file that is being written beside its target; one that is still there an hour later was left over."""

LEFT_OVER_S = 3600.0


class WriteError(ScenarioError):
    """A file that cannot be written, in one plain sentence. What was there before is still there."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__([Problem(place="", message=message)], name)


def reason(error: OSError | ValueError) -> str:
    """Why the system refused, as a sentence part."""
    number = error.errno if isinstance(error, OSError) else None
    if number in _REASONS:
        return _REASONS[number]
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said.splitlines()[0] if said else "the system gives no reason"


def read_bytes(path: Path) -> bytes:
    """The content of a scenario file. Raises ScenarioError for what is no file or unreadable.

    Of a file that is too large there is one byte more than may be: who makes text of it says what is wrong with it.
    """

    def refuse(message: str) -> ScenarioError:
        return ScenarioError([Problem(place="", message=message)], str(path))

    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            inside = path / "scenario.toml"
            hint = say(" Did you mean {inside}?", inside=inside) if inside.is_file() else ""
            raise refuse(say("This is a folder, not a scenario file.{hint}", hint=hint))
        if not stat.S_ISREG(mode):
            raise refuse(say("This is not an ordinary file."))
        with open(path, "rb") as file:
            return file.read(SIZE_LIMIT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise refuse(say("There is no such file.")) from None
    except (OSError, ValueError) as error:
        raise refuse(say("The file cannot be read: {reason}.", reason=reason(error))) from None


def refuse_links_out_of(folder: Path, name: str) -> None:
    """Raises ScenarioError for a file of a folder that is a link to somewhere else: a stranger's lesson ends there."""
    inside = os.path.realpath(folder)
    target = os.path.realpath(os.path.join(folder, name))
    if os.path.dirname(target) != inside:
        message = say("This is a link to a file outside its folder, which a lesson may not have.")
        raise ScenarioError([Problem(place="", message=message)], str(folder / name))


class StagedFile:
    """A file that is written beside its target and takes its place on `commit`; until then nothing has changed.

    Making one opens the file beside the target, so that an unwritable target is refused before any work is done.
    A link is followed, and the permissions of a file that is replaced are kept. A device or a pipe (which cannot be
    replaced) is written to directly. Leaving the `with` block without a commit removes the file beside the target.
    Raises WriteError, always with the target's name in the sentence.
    """

    def __init__(self, path: str | Path) -> None:
        self.named = str(path)
        self.working: Path | None = None
        if not self.named:
            raise WriteError(say("Nothing can be written: the name of the file is empty."))
        try:
            self.target = Path(path)
            self._replaces = self._what_is_there()
            if self._replaces is None or stat.S_ISREG(self._replaces):
                self.target = Path(os.path.realpath(path))
                self.working = self.target.with_name(f".ida-{os.urandom(6).hex()}{self.target.suffix[:16]}")
                os.close(os.open(self.working, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except (OSError, ValueError) as error:
            self.working = None
            raise self._refusal(error) from None

    def _what_is_there(self) -> int | None:
        try:
            mode = os.stat(self.target).st_mode
        except FileNotFoundError:
            if self.named.endswith(("/", os.sep)):
                raise WriteError(say("{named} cannot be written: it names a folder.", named=self.named)) from None
            return None
        if stat.S_ISDIR(mode):
            raise WriteError(say("{named} cannot be written: it is a folder.", named=self.named))
        if not os.access(self.target, os.W_OK):
            raise WriteError(say("{named} cannot be written: the file is write-protected.", named=self.named))
        return mode

    def _refusal(self, error: OSError | ValueError) -> WriteError:
        return WriteError(say("{named} cannot be written: {reason}.", named=self.named, reason=reason(error)))

    def fill(self, data: bytes) -> None:
        """Write the whole content and see it onto the disk."""
        try:
            with open(self.working or self.target, "wb") as file:
                file.write(data)
                file.flush()
                if self.working is not None:
                    os.fsync(file.fileno())
        except OSError as error:
            raise self._refusal(error) from None

    def settle(self) -> None:
        """See onto the disk what somebody else has written into `working`."""
        if self.working is None:
            return
        try:
            with open(self.working, "rb+") as file:
                os.fsync(file.fileno())
                empty = not os.fstat(file.fileno()).st_size
        except OSError as error:
            raise self._refusal(error) from None
        if empty:
            raise WriteError(say("{named} cannot be written: nothing came out.", named=self.named))

    def commit(self) -> None:
        """Put the new file in the place of the old one."""
        if self.working is None:
            return
        try:
            if self._replaces is not None:
                self._keep_owner_and_permissions(self._replaces)
            os.replace(self.working, self.target)
        except OSError as error:
            raise self._refusal(error) from None
        self.working = None
        with contextlib.suppress(OSError):  # the rename itself survives a crash only once the folder is on the disk
            folder = os.open(self.target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _keep_owner_and_permissions(self, mode: int) -> None:
        assert self.working is not None
        if hasattr(os, "chown"):
            before = os.stat(self.target)
            with contextlib.suppress(OSError):  # only the administrator may give a file away
                os.chown(self.working, before.st_uid, before.st_gid)
        os.chmod(self.working, stat.S_IMODE(mode))

    def __enter__(self) -> StagedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.working is not None:
            with contextlib.suppress(OSError):
                os.unlink(self.working)
            self.working = None


def write_atomically(path: str | Path, data: bytes) -> None:
    """Replace a file, or make a new one, in one step. Raises WriteError; the old file is then as it was."""
    with StagedFile(path) as staged:
        staged.fill(data)
        is_beside = staged.working is not None
        staged.commit()
    if is_beside:
        _clear_away(staged.target.parent)


def _clear_away(folder: Path) -> None:
    """Remove what saving has left over where it was killed; that happens rarely, and never costs what was saved."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if (
                LEFT_OVER.fullmatch(entry.name)
                and time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_OVER_S
            ):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
