/// Answers of the gateway that are no page: blocks, CARs, archives, and data as text or as it is
/// (specs.ipfs.tech, trustless and path gateway).
///
/// Comes in: what is asked, its form read. Goes out: one answer each, with the headers by which it
/// is kept and known again. Never: a decision of who may ask.
@NullMarked
package network.cairn.http.gateway.format;

import org.jspecify.annotations.NullMarked;
