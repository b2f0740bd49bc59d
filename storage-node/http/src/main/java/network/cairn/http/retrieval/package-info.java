/// Blocks from servers over HTTP (ipfs specs, trustless-gateway), as one more way of an exchange.
///
/// Comes in: URLs of servers, which whoever says that a block is there names, or the user. Goes
/// out: blocks, each checked against its CID. Trusts no server's word: one that lies, fails or is
/// too slow is asked no further for a while, and none leads this node to where only it gets.
@NullMarked
package network.cairn.http.retrieval;

import org.jspecify.annotations.NullMarked;
