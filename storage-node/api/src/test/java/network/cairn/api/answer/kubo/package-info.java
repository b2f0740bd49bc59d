/// Tests of the answers of Kubo's commands.
@NullMarked
package network.cairn.api.answer.kubo;

import org.jspecify.annotations.NullMarked;
