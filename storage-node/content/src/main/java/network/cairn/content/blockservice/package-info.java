/// Blocks wherever they are: the local store first, then an exchange session; the whole policy is
/// on one screen.
///
/// Comes in: CIDs with a deadline, blocks to keep. Goes out: blocks whose hash matches. Never hands
/// on what it has not checked, and never asks the network for what is here.
@NullMarked
package network.cairn.content.blockservice;

import org.jspecify.annotations.NullMarked;
