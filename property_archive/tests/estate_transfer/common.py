from ..common import SIGNATURE
from ..exchange.test_whole_package import WholeCase


class EstateCase(WholeCase):
    """An estate with files of all kinds that goes to another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.head):
            cls._clear_long_ago(user)
        cls.committee, cls.successor, cls.receiver = cls.env["res.partner"].create(
            [
                {"name": "业主委员会", "is_company": True},
                {"name": "新物业公司", "is_company": True},
                {"name": "李经理"},
            ]
        )
        cls.garden, cls.tower = cls.env["property.archive.project"].create(
            [
                {"name": "阳光花园", "code": "YGHY", "committee_id": cls.committee.id},
                {"name": "Tower", "code": "TW", "kind": "office"},
            ]
        )
        cls.unit.project_id = cls.garden
        cls.accounts = cls.papers.copy(
            {
                "name": "Accounts of the tests",
                "code": "T-ACC",
                "estate_group": "finance",
                "estate_manner": "kept",
                "estate_reason": "Own accounts stay.",
            }
        )

    def _transfer(self, **vals):
        return (
            self.env["property.archive.estate.transfer"]
            .with_user(self.head)
            .create(
                {
                    "project_id": self.garden.id,
                    "successor_id": self.successor.id,
                    "receiver_id": self.receiver.id,
                    "reason": "The contract ended.",
                    **vals,
                }
            )
        )

    def _listed(self, **vals):
        transfer = self._transfer(**vals)
        transfer.action_list()
        self.assertEqual(transfer.state, "listed")
        return transfer

    def _agreed(self, transfer=None):
        transfer = transfer or self._listed()
        transfer.action_submit()
        transfer.with_user(self.executive).action_approve()
        self.assertEqual(transfer.state, "writing")
        return transfer

    def _written(self, transfer=None):
        transfer = self._agreed(transfer)
        self._steps(transfer)
        self.assertEqual(transfer.state, "written", transfer.trouble)
        return transfer

    def _done(self, transfer=None):
        transfer = self._written(transfer)
        for _role in ("giver", "supervisor"):
            transfer.action_sign(SIGNATURE)
        transfer.proof = self._proof_of(transfer)
        transfer.action_sign(SIGNATURE)
        self.assertEqual(transfer.state, "done")
        return transfer

    def _proof_of(self, transfer):
        """What the receiver reads in the package."""
        folder = transfer.sudo()._folder()
        with open(f"{folder}/tagmanifest-sha256.txt") as file:
            lines = file.read().splitlines()
        return next(line.split()[0] for line in lines if line.endswith(" manifest-sha256.txt"))

    def _line(self, transfer, record):
        return transfer.line_ids.filtered(lambda line: line.record_id.id == record.id)

    def _of_garden(self, **vals):
        return self._file(project_id=self.garden.id, **vals)
