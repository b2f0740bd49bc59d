/// Tests of announcing.
@NullMarked
package network.cairn.content.providing;

import org.jspecify.annotations.NullMarked;
