"""Why a page is not there: it is reported as any file is that cannot be read.

BadFile
├── Refused          we do not ask for it, or do not take what came
└── Unreachable      it was asked for, and did not come
"""

from index.errors import BadFile


class Refused(BadFile):
    pass


class Unreachable(BadFile):
    pass
