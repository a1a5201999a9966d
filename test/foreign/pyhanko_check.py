"""What pyHanko says of the signatures of a PDF: pyhanko_check.py PDF ROOT.pem RFC-3339. One JSON object a line."""
import json
import sys
from datetime import datetime

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

path, root, moment = sys.argv[1:4]
context = ValidationContext(
    trust_roots=[load_cert_from_pemder(root)],
    allow_fetching=False,
    moment=datetime.fromisoformat(moment.replace("Z", "+00:00")),
)
with open(path, "rb") as file:
    for signature in PdfFileReader(file).embedded_signatures:
        status = validate_pdf_signature(signature, signer_validation_context=context, ts_validation_context=context)
        stamp = status.timestamp_validity
        print(json.dumps({
            "valid": status.valid,
            "intact": status.intact,
            "trusted": status.trusted,
            "coverage": status.coverage.name,
            "timestamp": None if stamp is None else bool(stamp.valid and stamp.intact and stamp.trusted),
            "bottom_line": status.bottom_line,
        }))
