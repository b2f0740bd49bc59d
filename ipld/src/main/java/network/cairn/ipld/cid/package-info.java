/// CIDs: the names of content, CIDv0 and CIDv1 (multiformats/cid).
///
/// Comes in: text or bytes from anywhere. Goes out: immutable, canonical values. Never hashes
/// content by itself.
@NullMarked
package network.cairn.ipld.cid;

import org.jspecify.annotations.NullMarked;
