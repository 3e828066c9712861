using k8s;
using k8s.Models;

namespace ChatApp.Architecture.Tests;

/// <summary>The Kubernetes manifests, read with the types of Kubernetes' API.</summary>
internal sealed class DeploymentTests
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);
    private readonly List<object> _manifests = Read();

    [Test]
    public void The_manifests_are_of_known_kinds_and_in_one_namespace()
    {
        Assert.That(
            _manifests.Select(manifest => manifest.GetType()),
            Is.EqualTo((Type[])
            [
                typeof(V1ConfigMap), typeof(V1Job), typeof(V1Deployment), typeof(V1Service),
                typeof(V1PodDisruptionBudget), typeof(V1Ingress),
            ]));
        Assert.That(
            _manifests.Cast<IKubernetesObject<V1ObjectMeta>>().Select(manifest => manifest.Metadata.NamespaceProperty),
            Is.All.EqualTo("chatapp"));
    }

    [Test]
    public void An_unknown_field_is_refused() => Assert.That(
        () => KubernetesYaml.LoadAllFromString(
            File.ReadAllText(ManifestFile).Replace("replicas:", "replicaz:", StringComparison.Ordinal), strict: true),
        Throws.Exception);

    [Test]
    public void A_pod_has_time_to_drain()
    {
        var pod = Single<V1Deployment>().Spec.Template.Spec;
        var pause = TimeSpan.FromSeconds(pod.Containers.Single().Lifecycle.PreStop.Sleep.Seconds);
        var grace = TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value);

        Assert.That(grace, Is.GreaterThan(pause + LongestDrain));
    }

    [Test]
    public void Maintenance_and_upgrades_stop_one_node_at_a_time()
    {
        var deployment = Single<V1Deployment>().Spec;
        var budget = Single<V1PodDisruptionBudget>().Spec;

        Assert.That(deployment.Replicas, Is.GreaterThan(1));
        Assert.That(deployment.Strategy.RollingUpdate.MaxUnavailable.Value, Is.EqualTo("0"));
        Assert.That(budget.MaxUnavailable.Value, Is.EqualTo("1"));
        Assert.That(budget.Selector.MatchLabels, Is.SubsetOf(deployment.Template.Metadata.Labels));
    }

    [Test]
    public void Probes_ports_and_settings_are_those_of_the_server()
    {
        var container = Single<V1Deployment>().Spec.Template.Spec.Containers.Single();
        var ports = container.Ports.Select(port => port.Name).ToList();

        Assert.That(container.LivenessProbe.HttpGet.Path, Is.EqualTo("/health/live"));
        Assert.That(container.ReadinessProbe.HttpGet.Path, Is.EqualTo("/health/ready"));
        Assert.That(ports, Does.Contain(container.ReadinessProbe.HttpGet.Port.Value));
        Assert.That(ports, Does.Contain(Single<V1Service>().Spec.Ports.Single().TargetPort.Value));
        var settings = Single<V1ConfigMap>().Data.Keys.Concat(container.Env.Select(variable => variable.Name));
        var catalogue = File.ReadAllText(Path.Combine(Solution.Root, "docs", "settings.md"));
        foreach (var setting in settings.Where(name => !name.StartsWith("Logging__", StringComparison.Ordinal)))
        {
            Assert.That(catalogue, Does.Contain($"`{setting}`"));
        }
    }

    [Test]
    public void Job_and_nodes_run_the_same_image_without_rights()
    {
        var pods = new[] { Single<V1Job>().Spec.Template.Spec, Single<V1Deployment>().Spec.Template.Spec };

        Assert.That(pods.Select(pod => pod.SecurityContext.RunAsNonRoot), Is.All.True);
        Assert.That(pods.Select(pod => pod.Containers.Single().Image).Distinct().Count(), Is.EqualTo(1));
        Assert.That(
            pods.Select(pod => pod.Containers.Single().SecurityContext.ReadOnlyRootFilesystem), Is.All.True);
    }

    [Test]
    public void Proxies_wait_longer_than_the_time_between_two_pings()
    {
        var ingress = Single<V1Ingress>().Metadata.Annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"];
        var nginx = File.ReadAllText(Path.Combine(Solution.Root, "deploy", "nginx.conf"));

        Assert.That(TimeSpan.FromSeconds(int.Parse(ingress, null)), Is.GreaterThan(2 * PingInterval));
        Assert.That(nginx, Does.Contain($"proxy_read_timeout {ingress}s;"));
    }

    private static string ManifestFile => Path.Combine(Solution.Root, "deploy", "kubernetes", "chatapp.yaml");

    private static List<object> Read() =>
        KubernetesYaml.LoadAllFromString(File.ReadAllText(ManifestFile), strict: true);

    private T Single<T>() => _manifests.OfType<T>().Single();
}
