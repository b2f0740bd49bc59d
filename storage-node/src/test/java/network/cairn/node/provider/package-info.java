/// Parts of the provider's role, alone.
@NullMarked
package network.cairn.node.provider;

import org.jspecify.annotations.NullMarked;
