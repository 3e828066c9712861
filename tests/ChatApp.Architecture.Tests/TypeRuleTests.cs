using AutoMapper;
using FluentValidation;
using MediatR;

namespace ChatApp.Architecture.Tests;

internal sealed class TypeRuleTests
{
    private static readonly Type[] InternalRoles =
    [
        typeof(IRequestHandler<,>), typeof(INotificationHandler<>), typeof(IPipelineBehavior<,>), typeof(IValidator<>),
    ];

    [Test]
    public void Handlers_validators_and_profiles_are_internal_and_sealed()
    {
        var found = Classes.Where(
            type => type.IsSubclassOf(typeof(Profile)) || InternalRoles.Any(role => Implements(type, role))).ToList();

        Assert.That(found, Has.Count.GreaterThan(20), "the check must find something");
        Assert.That(found.Where(type => type.IsVisible || !type.IsSealed), Is.Empty);
    }

    [Test]
    public void Commands_queries_and_notifications_are_sealed_records()
    {
        var found = Classes
            .Where(type => typeof(IBaseRequest).IsAssignableFrom(type) || typeof(INotification).IsAssignableFrom(type))
            .Where(type => !type.IsAbstract)
            .ToList();

        Assert.That(found, Has.Count.GreaterThan(12), "the check must find something");
        Assert.That(found.Where(type => !type.IsSealed || !IsRecord(type)), Is.Empty);
    }

    [Test]
    public void Every_class_is_sealed_or_abstract()
    {
        Assert.That(Classes.Where(type => !type.IsSealed && !type.IsAbstract), Is.Empty);
    }

    [Test]
    public void Every_abstract_class_has_a_subclass()
    {
        var without = Classes
            .Where(type => type.IsAbstract && !type.IsSealed)
            .Where(type => !Classes.Any(other => InheritsFrom(other, type)));

        Assert.That(without, Is.Empty);
    }

    [Test]
    public void Only_methods_change_domain_objects()
    {
        var settable = DomainClasses
            .SelectMany(type => type.GetProperties())
            .Where(property => property.SetMethod is { IsPublic: true } setter && !IsInitOnly(setter))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");

        Assert.That(settable, Is.Empty);
    }

    [Test]
    public void Domain_objects_have_no_parameterless_constructor()
    {
        Assert.That(DomainClasses.Where(type => type.GetConstructor(Type.EmptyTypes) is not null), Is.Empty);
    }

    [Test]
    public void Domain_entities_have_only_factories()
    {
        var entities = DomainClasses.Where(type => !IsRecord(type) && !type.IsAbstract).ToList();

        Assert.That(entities, Has.Count.GreaterThanOrEqualTo(5), "the check must find something");
        Assert.That(entities.Where(type => type.GetConstructors().Length > 0), Is.Empty);
    }

    private static IEnumerable<Type> Classes => Solution.Types.Where(type => type.IsClass);

    private static IEnumerable<Type> DomainClasses =>
        Solution.WrittenTypesOf(Solution.Domain).Where(type => type.IsClass);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsInitOnly(System.Reflection.MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers()
            .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static bool Implements(Type type, Type role) =>
        type.GetInterfaces().Any(known => known.IsGenericType && known.GetGenericTypeDefinition() == role);

    private static bool InheritsFrom(Type type, Type ancestor)
    {
        for (var known = type.BaseType; known is not null; known = known.BaseType)
        {
            if (known == ancestor || (known.IsGenericType && known.GetGenericTypeDefinition() == ancestor))
            {
                return true;
            }
        }

        return false;
    }
}
