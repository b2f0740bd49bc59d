/// Files and directories as a browser shows them (specs.ipfs.tech, path gateway).
///
/// Comes in: an [network.cairn.http.gateway.ask.Asked] for a page. Goes out: a file or ranges of
/// it, the `index.html` of a directory, or a listing of it. Never holds more of a file than what
/// waits to be written, nor more of a directory than it sorts.
@NullMarked
package network.cairn.http.gateway.unixfs;

import org.jspecify.annotations.NullMarked;
