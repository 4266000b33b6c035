from . import mention_mixin
from . import mail_activity
from . import mail_message
from . import mail_mail
from . import record
