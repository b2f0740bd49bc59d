package network.cairn.content.unixfs;

import static network.cairn.content.unixfs.Inputs.chacha;
import static network.cairn.content.unixfs.Inputs.directory;
import static network.cairn.content.unixfs.Inputs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.hash.HashPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// CIDs from Kubo's own tests and from IPIP-499.
class KnownCidsTest {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz01234567890-_";
  private static final ImportOptions LEGACY = ImportOptions.of("legacy-cid-v0");
  private static final ImportOptions V1 = LEGACY.withCidVersion(1);
  private static final ImportOptions V1_2025 = ImportOptions.of("unixfs-v1-2025");

  static Arguments row(SourceEntry input, ImportOptions options, String cid) {
    return Arguments.of(input, options, cid);
  }

  static List<Arguments> files() {
    SourceEntry hello = text("f", "hello world");
    return List.of(
        row(hello, LEGACY, "Qmf412jQZiuVUtdgnB36FXFX7xg5V6KEbSJ4dpQuhkLyfD"),
        row(hello, V1, "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"),
        row(hello, V1_2025, "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"),
        row(
            hello,
            V1.withRawLeaves(false),
            "bafybeihykld7uyxzogax6vgyvag42y7464eywpf55gxi5qpoisibh3c5wa"),
        row(
            hello,
            LEGACY.withHash(Multicodec.SHA2_512),
            "bafkrgqbqt3gerhas23vuzrapkdeqf4vu2dwxp3srdj6hvg6nhsug2tgyn6mj3u23yx7utftq3i2ckw2fwdh5qmhid5qf3t35yvkc5e5ottlw6"),
        row(text("f", "Hello Worlds!\n"), LEGACY, "QmVr26fY1tKyspEJBniVhqxQeEjhF78XerGiqWAwraVLQH"),
        row(
            text("f", "Hello Worlds!\n"),
            LEGACY.withChunker("size-64"),
            "QmVr26fY1tKyspEJBniVhqxQeEjhF78XerGiqWAwraVLQH"),
        row(text("f", ""), LEGACY, "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH"),
        row(
            text("f", ""),
            LEGACY.withRawLeaves(true),
            "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
        row(text("f", "IPFS\n"), LEGACY, "QmdFyxZXsFiP4csgfM5uPu99AvFiKH62CSPDw5TP92nr7w"),
        row(
            chacha("f", "chunk-v0-seed", 262144),
            LEGACY,
            "QmWmRj3dFDZdb6ABvbmKhEL6TmPbAfBZ1t5BxsEyJrcZhE"),
        row(
            chacha("f", "chunk-v0-seed", 262145),
            LEGACY,
            "QmYyLxtzZyW22zpoVAtKANLRHpDjZtNeDjQdJrcQNWoRkJ"),
        row(
            chacha("f", "v0-seed", 174 * 262144),
            LEGACY,
            "QmUbBALi174SnogsUzLpYbD4xPiBSFANF4iztWCsHbMKh2"),
        row(
            chacha("f", "v0-seed", 174 * 262144 + 1),
            LEGACY,
            "QmV81WL765sC8DXsRhE5fJv2rwhS4icHRaf3J9Zk5FdRnW"),
        row(
            chacha("f", "chunk-v1-seed", 1 << 20),
            V1_2025,
            "bafkreiacndfy443ter6qr2tmbbdhadvxxheowwf75s6zehscklu6ezxmta"),
        row(
            chacha("f", "chunk-v1-seed", (1 << 20) + 1),
            V1_2025,
            "bafybeigmix7t42i6jacydtquhet7srwvgpizfg7gjbq7627d35mjomtu64"));
  }

  static List<Arguments> trees() {
    SourceEntry planets =
        directory(
            "planets", text("venus.txt", "Hello Venus!\n"), text("mars.txt", "Hello Mars!\n"));
    SourceEntry moons =
        directory(
            "moons",
            directory("jupiter", text("europa.txt", "Hello Europa!\n")),
            directory("saturn", text("titan.txt", "Hello Titan!\n")),
            text("mercury.txt", "hey you are no moon!\n"));
    SourceEntry links =
        directory(
            "files",
            directory("foo", text("baz", "some text\n")),
            directory("bar", new SourceEntry.Symlink("baz", "files/foo/baz")),
            new SourceEntry.Symlink("bad", "files/does/not/exist"));
    return List.of(
        row(directory("d"), LEGACY, "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn"),
        row(directory("d"), V1_2025, "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354"),
        row(planets, LEGACY, "QmWSgS32xQEcXMeqd3YPJLrNBLSdsfYCep2U7CFkyrjXwY"),
        row(planets, LEGACY.withRawLeaves(true), "QmfWfQfKCY5Ukv9peBbxM5vqWM9BzmqUSXvdCgjT2wsiBT"),
        row(planets, V1, "bafybeih7e5dmkyk25up5vxug4q3hrg2fxbzf23dfrac2fns5h7z4aa7ioi"),
        row(
            planets,
            V1.withRawLeaves(false),
            "bafybeif5tuep5ap2d7zyhbktucey75aoacxufgt6i3v4gebmixyipnyp7y"),
        row(
            planets,
            LEGACY.withHash(Multicodec.BLAKE2B_256),
            "bafykbzaceaptbcs7ik5mdfpot3b4ackvxlwh7loc5jcrtkayf64ukl7zyk46e"),
        row(moons, LEGACY, "QmbGoaQZm8kjYfCiN1aBsgwhqfUBGDYTrDb91Mz7Dvq81B"),
        row(
            directory(".", text("hey", "Hey\n"), directory("hello", text("world", "World\n"))),
            LEGACY,
            "QmZQWnfcqJ6hNkkPvrY9Q5X39GP3jUnUbAV4AbmbbR3Cb1"),
        row(links, LEGACY, "QmWdiHKoeSW8G1u7ATCgpx4yMoUhYaJBQGkyPLkS9goYZ8"),
        row(links, V1, "bafybeibyhlx64cklod6isy3h7tsmr4qvam3ae3b74n3hfes5bythjrwyua"),
        row(
            new SourceEntry.Symlink("l", "files/foo/baz"),
            LEGACY,
            "QmdocmZeF7qwPT9Z8SiVhMSyKA2KKoA2J7jToW6z6WBmxR"));
  }

  static List<Arguments> largeDirectories() {
    SourceEntry.File x = text("", "x");
    SourceEntry numbers =
        SourceEntry.wrap(
            IntStream.rangeClosed(1, 2000)
                .<SourceEntry>mapToObj(i -> text("file" + i, i + "\n"))
                .toList());
    return List.of(
        row(
            Inputs.named("hamt-unixfs-v0-2015", ALPHABET, Inputs.lengths(4096, 30, 30), x),
            LEGACY,
            "QmX5GtRk3TSSEHtdrykgqm4eqMEn3n2XhfkFAis5fjyZmN"),
        row(
            Inputs.named("hamt-unixfs-v0-2015", ALPHABET, Inputs.lengths(4033, 31, 31), x),
            LEGACY,
            "QmeMiJzmhpJAUgynAcxTQYek5PPKgdv3qEvFsdV3XpVnvP"),
        row(
            Inputs.named("hamt-unixfs-v1-2025", ALPHABET, Inputs.lengths(4766, 11, 21), x),
            V1_2025,
            "bafybeic3h7rwruealwxkacabdy45jivq2crwz6bufb5ljwupn36gicplx4"),
        row(
            Inputs.named("hamt-unixfs-v1-2025", ALPHABET, Inputs.lengths(4766, 11, 22), x),
            V1_2025,
            "bafybeiegvuterwurhdtkikfhbxcldohmxp566vpjdofhzmnhv6o4freidu"),
        row(
            numbers,
            LEGACY.withHamtThreshold(SizeEstimation.LINKS_BYTES, 1_000_000_000),
            "QmavrTrQG4VhoJmantURAYuw3bowq3E2WcvP36NRQDAC1N"),
        row(
            numbers,
            LEGACY.withHamtThreshold(SizeEstimation.LINKS_BYTES, 1),
            "QmSCJD1KYLhVVHqBK3YyXuoEqHt7vggyJhzoFYbT8v1XYL"),
        row(
            numbers,
            V1.withHamtThreshold(SizeEstimation.LINKS_BYTES, 1),
            "bafybeibiemewfzzdyhq2l74wrd6qj2oz42usjlktgnlqv4yfawgouaqn4u"));
  }

  @ParameterizedTest
  @MethodSource({"files", "trees", "largeDirectories"})
  void equalsKubosCid(SourceEntry input, ImportOptions options, String cid) throws IOException {
    try (HashPool pool = new HashPool(2)) {
      Imported imported =
          new Importer(BlockSink.discarding(), pool, options).tree(input, ImportListener.none());
      assertThat(imported.cid()).hasToString(cid);
    }
  }

  @Test
  void refusesAnotherHashForAnExplicitCidV0() {
    ImportOptions blake = LEGACY.withHash(Multicodec.BLAKE2B_256);
    assertThatThrownBy(() -> blake.withCidVersion(0)).hasMessage("CIDv0 only supports sha2-256");
  }

  @Test
  void refusesProfilesAndChunkersItDoesNotHave() {
    assertThatThrownBy(() -> ImportOptions.of("unixfs-v2")).hasMessageContaining("unixfs-v2");
    assertThatThrownBy(() -> LEGACY.withChunker("fastcdc")).hasMessageContaining("fastcdc");
    assertThatThrownBy(() -> LEGACY.withChunker("size-2097152")).hasMessageContaining("2096896");
  }
}
