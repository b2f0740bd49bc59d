/// What names of the gateway stand for: keys (specs.ipfs.tech, IPNS record) and domains (DNSLink).
///
/// Comes in: a path below `/ipns/`. Goes out: the path below `/ipfs/` that it stands for, and how
/// long that may be kept. What is found is remembered for a moment, bounded; every record is
/// checked here, whoever brings it.
@NullMarked
package network.cairn.http.gateway.name;

import org.jspecify.annotations.NullMarked;
