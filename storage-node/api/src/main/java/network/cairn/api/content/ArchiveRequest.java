package network.cairn.api.content;

import java.util.OptionalLong;

/// The form of an archive.
///
/// @param tar whether a lone file that is compressed is put into a tar archive too; what is not
///   compressed is in any case
/// @param compress whether it is compressed with gzip
/// @param level of gzip, 1 to 9, where the user names one
public record ArchiveRequest(boolean tar, boolean compress, OptionalLong level) {}
