package com.example;

import io.github.cdksesdkim.DomainDns;
import io.github.cdksesdkim.DomainIdentity;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;

// cdk deploy -c domainName=example.com -c hostedZoneId=Z0123456789ABCDEFGHIJ
public final class MailApp {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = new Stack(app, "Mail");
        final String domainName = (String) app.getNode().getContext("domainName");
        final String hostedZoneId = (String) app.getNode().getContext("hostedZoneId");

        DomainIdentity.Builder.create(stack, "Identity")
            .domainName(domainName)
            .dns(DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, "Zone", HostedZoneAttributes.builder()
                .hostedZoneId(hostedZoneId)
                .zoneName(domainName)
                .build())))
            .build();

        app.synth();
    }
}
