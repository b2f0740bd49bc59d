/// Parts of the provider's role, alone.
@NullMarked
package network.cairn.deals.provider;

import org.jspecify.annotations.NullMarked;
