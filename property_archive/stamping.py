"""Time stamps of a service outside (RFC 3161), by the library rfc3161-client, where it is."""

from importlib.util import find_spec

_READY = find_spec("rfc3161_client") is not None


class StampError(Exception):
    """A time stamp that does not hold, or cannot be had."""


class UncheckableError(StampError):
    """Nobody can say whether a time stamp holds: library or certificate are missing."""


def _library():
    if not _READY:
        raise UncheckableError("the Python library rfc3161-client is not installed")
    import rfc3161_client  # noqa: PLC0415

    return rfc3161_client


def request(message):
    """A request to stamp a message, with a nonce.

    :param bytes message: what is stamped; only its hash leaves the server
    :rtype: rfc3161_client.TimeStampRequest
    """
    library = _library()
    builder = library.TimestampRequestBuilder().data(message)
    return builder.hash_algorithm(library.HashAlgorithm.SHA256).nonce(nonce=True).build()


def check(answer, message, certificates, nonce=None):
    """When a message was stamped, by an answer of the service that holds.

    :param bytes answer: of the service
    :param bytes message: what was stamped
    :param str certificates: of the authority, as PEM: its root, and what lies between
    :param int nonce: of the request, where it was only just sent
    :return: naive UTC
    :rtype: datetime
    :raise StampError: when it does not hold
    """
    library = _library()
    from cryptography import x509  # noqa: PLC0415

    try:
        chain = x509.load_pem_x509_certificates((certificates or "").encode())
    except ValueError as error:
        raise UncheckableError("the certificate of the service is missing") from error
    builder = library.VerifierBuilder(nonce=nonce)
    for certificate in chain:
        root = certificate.issuer == certificate.subject
        add = builder.add_root_certificate if root else builder.add_intermediate_certificate
        builder = add(certificate)
    try:
        response = library.decode_timestamp_response(answer)
        builder.build().verify_message(response, message)
        return response.tst_info.gen_time.replace(tzinfo=None, microsecond=0)
    except (ValueError, library.VerificationError) as error:
        raise StampError(str(error)) from error
