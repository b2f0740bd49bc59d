/// Tests of the table.
@NullMarked
package network.cairn.api.table;

import org.jspecify.annotations.NullMarked;
