from . import hr_job
from . import loan_policy
from . import loan_policy_deciding
from . import loan_policy_step
from . import loan_policy_term
from . import category
