using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Architecture.Tests;

internal sealed class LayerTests
{
    private static readonly string[] RuntimeAssemblies = ["System", "netstandard", "mscorlib"];

    [Test]
    public void The_domain_uses_only_the_marker_interfaces_of_MediatR()
    {
        var known = Solution.Domain.GetReferencedAssemblies().Select(assembly => assembly.Name!).Where(IsNotRuntime);

        Assert.That(known, Is.EqualTo(new[] { "MediatR.Contracts" }));
    }

    [TestCase("Microsoft.EntityFrameworkCore")]
    [TestCase("Microsoft.AspNetCore")]
    [TestCase("Microsoft.Data.Sqlite")]
    [TestCase("Npgsql")]
    [TestCase("ChatApp.Infrastructure")]
    [TestCase("ChatApp.Api")]
    public void The_application_does_not_use_outer_layers(string other)
    {
        AssertIndependent(Solution.Application, other);
    }

    [Test]
    public void The_application_references_no_web_or_database_package()
    {
        var known = Solution.Application.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.That(
            known, Has.None.Matches("^(Microsoft\\.(EntityFrameworkCore|AspNetCore|Data)|Npgsql|StackExchange)"));
    }

    [Test]
    public void The_infrastructure_does_not_use_the_API()
    {
        AssertIndependent(Solution.Infrastructure, "ChatApp.Api");
        Assert.That(
            Solution.Infrastructure.GetReferencedAssemblies().Select(assembly => assembly.Name),
            Has.None.EqualTo("ChatApp.Api"));
    }

    [TestCase("ChatApp.Infrastructure.Persistence")]
    [TestCase("Microsoft.EntityFrameworkCore")]
    public void Controllers_do_not_use_the_database(string other)
    {
        var result = NetArchTest.Rules.Types.InAssembly(Solution.Api)
            .That().Inherit(typeof(ControllerBase))
            .ShouldNot().HaveDependencyOn(other)
            .GetResult();

        Assert.That(result.FailingTypeNames ?? [], Is.Empty);
    }

    [Test]
    public void Controllers_use_no_store()
    {
        var stores = Solution.WrittenTypesOf(Solution.Application)
            .Where(type => type.IsInterface && IsStore(type.Name))
            .Select(type => type.FullName!)
            .ToArray();

        var result = NetArchTest.Rules.Types.InAssembly(Solution.Api)
            .That().Inherit(typeof(ControllerBase))
            .ShouldNot().HaveDependencyOnAny(stores)
            .GetResult();

        Assert.That(stores, Has.Length.GreaterThanOrEqualTo(4), "the check must find something");
        Assert.That(result.FailingTypeNames ?? [], Is.Empty);
    }

    [Test]
    public void Controllers_exist()
    {
        var controllers = Solution.Types.Where(type => type.IsSubclassOf(typeof(ControllerBase)) && !type.IsAbstract);

        Assert.That(controllers.Count(), Is.GreaterThanOrEqualTo(4));
    }

    private static bool IsStore(string name) =>
        name.EndsWith("Store", StringComparison.Ordinal)
            || name is "IMessageHistory" or "IUserDirectory" or "IEventLog";

    private static bool IsNotRuntime(string name) =>
        !RuntimeAssemblies.Any(prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal));

    private static void AssertIndependent(Assembly assembly, string other)
    {
        var result = NetArchTest.Rules.Types.InAssembly(assembly).ShouldNot().HaveDependencyOn(other).GetResult();

        Assert.That(result.FailingTypeNames ?? [], Is.Empty);
    }
}
