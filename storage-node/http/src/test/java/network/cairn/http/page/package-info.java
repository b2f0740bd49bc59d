/// Tests of the page's data, without a server.
@NullMarked
package network.cairn.http.page;

import org.jspecify.annotations.NullMarked;
