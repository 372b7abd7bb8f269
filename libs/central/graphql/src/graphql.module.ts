import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import { ApiParts, type GraphqlOptions } from './api-parts.js';
import { GraphiqlController } from './graphiql/graphiql.controller.js';
import { driverOptions } from './http/driver-options.js';
import { LoginController } from './http/login.controller.js';
import { RESOLVERS } from './resolvers.js';
import { PostureWakes } from './subscriptions/posture-wakes.js';
import { SubscriptionServer } from './subscriptions/subscription-server.js';

/** The API at /graphql, its page at /graphiql and the login of that page at /login. */
@Module({})
export class GraphqlModule {
  static with(options: GraphqlOptions): DynamicModule {
    const parts = new ApiParts(options);
    return {
      module: GraphqlModule,
      imports: [GraphQLModule.forRoot<MercuriusDriverConfig>(driverOptions(parts))],
      controllers: [GraphiqlController, LoginController],
      providers: [
        { provide: ApiParts, useValue: parts },
        { provide: PostureWakes, useValue: new PostureWakes(parts) },
        SubscriptionServer,
        ...RESOLVERS,
      ],
    };
  }
}
