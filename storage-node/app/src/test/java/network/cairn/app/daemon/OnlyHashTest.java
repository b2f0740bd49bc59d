package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnlyHashTest {
  @TempDir private Path folder;

  @Test
  void namesStandardInputByItsCidWhereADirectoryIsWrappedAroundIt() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output(bytes, true);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            out,
            out,
            true,
            false,
            false,
            Map.of("HOME", folder.toString()),
            folder);
    assertThat(Shell.run(List.of("add", "--only-hash", "-w"), new NodeRoles(), terminal)).isZero();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "added bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
                + " bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku\n"
                + "added bafybeicn4w3rfmriexb2mndvshavldkjh4n5cg73yzbd5pb5zgqwkjsbte \n");
  }
}
