/// A simulated disk that loses, reorders and tears what was not forced; seeded.
@NullMarked
package network.cairn.base.files;

import org.jspecify.annotations.NullMarked;
