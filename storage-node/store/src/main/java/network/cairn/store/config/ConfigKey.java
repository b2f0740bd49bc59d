package network.cairn.store.config;

/// A row of the table of configuration keys.
///
/// @param path dotted, as `Addresses.API`; one that ends with `.*` stands for all keys below
/// @param kind what its values look like; empty where they are not looked at
/// @param fallback what counts where it is not set, as JSON; empty where that is decided elsewhere
/// @param secret whether callers without the home's token do not see it
public record ConfigKey(
    String path, String kind, String fallback, Standing standing, boolean secret) {}
