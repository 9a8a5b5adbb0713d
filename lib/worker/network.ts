import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/** Where in a VPC the functions live. */
export interface Network {
  /**
   * From its subnets the functions must reach CodePipeline, SQS, DynamoDB, X-Ray, the artifact buckets in S3 and
   * whatever the actions call, through a NAT gateway or VPC endpoints.
   */
  readonly vpc: IVpc;
  /** @default the private subnets, or the isolated ones when there are no private ones */
  readonly vpcSubnets?: SubnetSelection;
  /** @default a new security group for each function, with no way in and every way out */
  readonly securityGroups?: ISecurityGroup[];
}
