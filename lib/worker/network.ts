import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/** The place of the functions in a VPC. */
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

/**
 * The same by IDs, as a deployment file names it. They are taken as they are: nothing is looked up.
 * @example
 * const network: NetworkIds = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] };
 */
export interface NetworkIds {
  /** Of the VPC, in the stack's Region. */
  readonly vpcId: string;
  /**
   * Of 1 to 16 of its subnets. From them the functions must reach what `Network` names: a function has no public address, so a
   * public subnet alone leads nowhere.
   */
  readonly subnetIds: readonly string[];
  /**
   * Of 1 to 5 security groups, for all functions.
   * @default a new security group for each function, with no way in and every way out
   */
  readonly securityGroupIds?: readonly string[];
}
