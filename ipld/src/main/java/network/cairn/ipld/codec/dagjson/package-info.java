/// dag-json: the readable codec of the data model (ipld.io/specs/codecs/dag-json).
///
/// Comes in: JSON in UTF-8, or a Node. Goes out: a Node, or the canonical JSON of it: no blanks,
/// keys sorted by bytes, links and bytes under the reserved key `/`. Never reads a repeated key and
/// never recurses beyond a bound.
@NullMarked
package network.cairn.ipld.codec.dagjson;

import org.jspecify.annotations.NullMarked;
