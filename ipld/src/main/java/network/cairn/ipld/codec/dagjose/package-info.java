/// dag-jose (0x85): JWS and JWE objects as dag-cbor of a fixed form.
///
/// Comes in: blocks, or objects as JOSE writes them in JSON. Goes out: nodes whose byte strings are
/// base64url texts, as JOSE has them, and blocks. Signatures are not verified and nothing is
/// decrypted here. Specification: ipld.io/specs/codecs/dag-jose.
@NullMarked
package network.cairn.ipld.codec.dagjose;

import org.jspecify.annotations.NullMarked;
