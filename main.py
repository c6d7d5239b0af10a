"""The IDA Simulator: without arguments its window, with arguments its command line."""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - said in a sentence before newer syntax is read
        sys.stderr.write(
            "The IDA Simulator needs Python 3.11 or newer, not " + sys.version.split()[0] + ".\n"
        )
        sys.exit(2)

    from simulator.__main__ import main

    main()
