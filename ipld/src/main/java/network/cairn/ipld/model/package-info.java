/// The data model of IPLD (ipld.io/docs/data-model): values without a codec.
///
/// Comes in: what a codec has read or a program made. Goes out: immutable trees. Knows no bytes of
/// any codec; the codecs depend on it, it depends on none.
@NullMarked
package network.cairn.ipld.model;

import org.jspecify.annotations.NullMarked;
