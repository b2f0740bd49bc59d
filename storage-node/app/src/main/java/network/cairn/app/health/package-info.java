/// Whether the process does its work, and if not, why.
///
/// Comes in: [Check]s, made by who opens the parts. Goes out: the answers of `/healthz` and
/// `/readyz`, and a number for each check. Never waits long for a part: one that does not answer is
/// a cause by itself.
@NullMarked
package network.cairn.app.health;

import org.jspecify.annotations.NullMarked;
