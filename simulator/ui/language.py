"""The language of the interface: which there are, which one the desktop speaks, and changing it while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from simulator.scenario.lesson import glossary as terms
from simulator.scenario.translation import folder
from simulator.scenario.translation.lesson import translated
from simulator.ui import text

SYSTEM = "system"


@dataclass(slots=True)
class _Present:
    """What is spoken. `lessons` are known by heart; `qt` translates Qt's own dialogs."""

    code: str = folder.ORIGINAL
    lessons: dict[str, bool] = field(default_factory=dict)
    qt: QTranslator | None = None


_present = _Present()


def current() -> str:
    """The code of the language that is spoken: "en", "de"."""
    return _present.code


def name(code: str) -> str:
    """A language in its own name."""
    own = "English" if code == folder.ORIGINAL else QLocale(code).nativeLanguageName()
    return own[:1].upper() + own[1:]


def resolved(choice: str) -> str:
    """The language that a setting means: the first of the desktop's languages that there is, else English."""
    known = folder.languages()
    if choice != SYSTEM:
        return choice if choice in known else folder.ORIGINAL
    for wanted in QLocale.system().uiLanguages():
        for code in (wanted, wanted.replace("-", "_"), wanted.partition("-")[0].partition("_")[0]):
            if code in known:
                return code
    return folder.ORIGINAL


def use(choice: str) -> None:
    """Speak a language, "system" for the desktop's; nothing happens if it is the present one."""
    code = resolved(choice)
    if code == _present.code:
        return
    locale = _locale(code)
    _present.code, known = code, tuple(_present.lessons)
    _present.lessons.clear()
    text.speak(folder.texts(code), *_signs(locale))
    for slug in known:
        learn(slug)
    QLocale.setDefault(locale)
    _translate_qt(code, locale)
    application = QCoreApplication.instance()
    if isinstance(application, QGuiApplication):
        application.setLayoutDirection(locale.textDirection())
        QCoreApplication.sendEvent(application, QEvent(QEvent.Type.LanguageChange))


def learn(slug: str) -> bool:
    """Know the texts of a lesson in the present language; whether there are any."""
    if slug not in _present.lessons:
        found = None if _present.code == folder.ORIGINAL else translated(_present.code, slug)
        if found is not None:
            text.learn(found.texts)
        _present.lessons[slug] = _present.code == folder.ORIGINAL or found is not None
    return _present.lessons[slug]


def glossary() -> terms.Glossary:
    """What the terms of lessons mean, in the present language."""
    own = terms.glossary(folder.root() / _present.code) if _present.code != folder.ORIGINAL else None
    return own or terms.glossary()


def _locale(code: str) -> QLocale:
    """The desktop's own if it has this language: numbers and dates are then written as everywhere else on it."""
    system = QLocale.system()
    return system if QLocale(code).language() == system.language() else QLocale(code)


def _signs(locale: QLocale) -> tuple[str, str]:
    """Decimal point and separator of thousands; the usual ones where a language has digits of its own."""
    return (locale.decimalPoint(), locale.groupSeparator()) if locale.zeroDigit() == "0" else (".", ",")


def _translate_qt(code: str, locale: QLocale) -> None:
    """Qt's own dialogs: files, messages, text fields' menus."""
    if _present.qt is not None:
        QCoreApplication.removeTranslator(_present.qt)
        _present.qt = None
    translator = QTranslator()  # a parent would keep it, and the file that it has mapped, for ever
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if code != folder.ORIGINAL and translator.load(locale, "qtbase", "_", place):
        QCoreApplication.installTranslator(translator)
        _present.qt = translator
