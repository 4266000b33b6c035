"""Time stamps (RFC 3161) of an outside service, with the library rfc3161-client if installed."""

from importlib.util import find_spec

_READY = find_spec("rfc3161_client") is not None


class StampError(Exception):
    """A time stamp that is invalid, or that the service did not give."""


class UncheckableError(StampError):
    """A time stamp that cannot be checked: the library or the certificate is missing."""


def _library():
    if not _READY:
        raise UncheckableError("the Python library rfc3161-client is not installed")
    import rfc3161_client  # noqa: PLC0415

    return rfc3161_client


def request(message):
    """Build a request to stamp a message, with a nonce.

    :param bytes message: only its hash leaves the server
    :rtype: rfc3161_client.TimeStampRequest
    """
    library = _library()
    builder = library.TimestampRequestBuilder().data(message)
    return builder.hash_algorithm(library.HashAlgorithm.SHA256).nonce(nonce=True).build()


def check(answer, message, certificates, nonce=None):
    """Check the service's answer and return when the message was stamped.

    :param bytes answer: the response of the service
    :param bytes message: the message that was stamped
    :param str certificates: PEM of the authority's root and intermediate certificates
    :param int nonce: of the request, when it was sent just now
    :return: naive UTC
    :rtype: datetime
    :raise StampError: when the stamp is invalid
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
