/// Files and directories as DAGs of blocks, with the CIDs that Kubo gives them (ipfs specs, UnixFS;
/// IPIP-499).
///
/// Comes in: streams and trees to import with [Importer]; CIDs and paths to read with [UnixFs] and
/// to export with [Exporter]. Goes out: blocks to a sink, children first; bytes, entries, tar
/// streams. Never holds a whole file in memory, never writes outside the directory it exports to,
/// and trusts no block's claims about its own size.
@NullMarked
package network.cairn.content.unixfs;

import org.jspecify.annotations.NullMarked;
