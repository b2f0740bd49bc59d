/// The file `_redirects` of a site (specs.ipfs.tech, web redirects file; IPIP-290): what is shown
/// where a path leads nowhere.
@NullMarked
package network.cairn.http.gateway.redirects;

import org.jspecify.annotations.NullMarked;
