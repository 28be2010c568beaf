import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;

/** One node. Elasticsearch's own main class wants an agent whose jar is not in the central repository. */
public final class KisNode {
    /** Takes settings as {@code -Ename=value}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.substring("-E".length()).split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        Settings home = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
        Path config = Path.of(System.getProperty("es.path.conf"));
        LogConfigurator.registerErrorListener();
        var environment = InternalSettingsPreparer.prepareEnvironment(home, settings, config, () -> "kis-test");
        LogConfigurator.setNodeName("kis-test");
        LogConfigurator.configure(environment, true);
        var modules = PluginsLoader.loadModulesBundles(environment.modulesDir());
        var node = new Node(environment, PluginsLoader.createPluginsLoader(modules, Set.of(), Map.of(), false));
        node.injector().getInstance(RestController.class).registerHandler(new Greeting());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
        // Its own threads do not keep the process alive.
        Thread.currentThread().join();
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (Exception problem) {
            problem.printStackTrace();
        }
    }

    /** What the module rest-root answers, whose jar is not in the central repository either. */
    private static final class Greeting implements RestHandler {
        @Override
        public List<Route> routes() {
            return List.of(new Route(RestRequest.Method.GET, "/"));
        }

        @Override
        public void handleRequest(RestRequest request, RestChannel channel, NodeClient client) {
            String version = Build.current().version();
            String said = "{\"cluster_name\":\"kis-test\",\"version\":{\"number\":\"" + version + "\"},"
                + "\"tagline\":\"You Know, for Search\"}";
            channel.sendResponse(new RestResponse(RestStatus.OK, "application/json", said));
        }
    }
}
