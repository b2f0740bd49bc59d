/// What everything here that asks servers over HTTP has in common: questions with a deadline,
/// bodies that are bounded in bytes and time, redirects that lead nowhere else, and the rest of a
/// server that failed.
///
/// Comes in: answers of servers that nobody vouches for. Goes out: their bytes, as they come. Knows
/// neither routers nor blocks.
@NullMarked
package network.cairn.http.client;

import org.jspecify.annotations.NullMarked;
