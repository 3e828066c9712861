using System.Reflection;
using System.Runtime.CompilerServices;

namespace ChatApp.Architecture.Tests;

/// <summary>
/// The framework logs the arguments of its calls, and a record's default ToString prints all its members.
/// </summary>
internal sealed class SecretTests
{
    private static readonly string[] Secrets =
    [
        "Password", "CurrentPassword", "NewPassword", "PasswordHash", "Email", "Content", "LastMessage",
        "AccessToken", "RefreshToken", "Ticket",
    ];

    [Test]
    public void A_record_does_not_print_its_secrets()
    {
        var found = Solution.Types
            .Where(type =>
                type.GetMethod("<Clone>$") is not null
                    && type.GetProperties().Any(property => Secrets.Contains(property.Name)))
            .ToList();

        Assert.That(found, Has.Count.GreaterThan(9), "the check must find something");
        Assert.That(found.Where(TellsAll), Is.Empty);
    }

    private static bool TellsAll(Type record) =>
        record.GetMethod(nameof(ToString), [])!.IsDefined(typeof(CompilerGeneratedAttribute));
}
